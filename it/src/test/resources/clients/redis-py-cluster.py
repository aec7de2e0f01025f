# redis-py as a client of a cluster, while shards change their leaders: the port of one node is given.
import sys
import time

from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException, RedisError, ResponseError

PATIENCE_S = 50


def patiently(work):
    """Repeats what fails, as on a machine so busy that the nodes of a cluster lose sight of one another."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return work()
        except RedisError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def pipelined(names, command):
    pipe = cluster.pipeline()
    for name in names:
        getattr(pipe, command)(name)
    return pipe.execute()


def basics():
    for i, name in enumerate(names):
        assert cluster.set(name, i)
    assert [cluster.get(name) for name in names] == [str(i) for i in range(200)]
    assert cluster.mset_nonatomic({"redis-py:x": "1", "redis-py:y": "2"})
    assert cluster.mget("{redis-py}a", "{redis-py}b") == [None, None]
    try:
        cluster.mget("redis-py:1", "redis-py:2")
        raise AssertionError("keys of two slots were taken")
    except (RedisClusterException, ResponseError):
        pass
    assert cluster.eval("return redis.call('set', KEYS[1], 5)", 1, "{redis-py}n")
    assert pipelined(names, "get") == [str(i) for i in range(200)]


cluster = patiently(lambda: RedisCluster(host="127.0.0.1", port=int(sys.argv[1]), decode_responses=True))
names = ["redis-py:%d" % i for i in range(200)]
patiently(basics)
assert len(cluster.get_primaries()) > 1

counters = ["redis-py-count:%d" % i for i in range(50)]
counts = dict.fromkeys(counters, 0)
end = time.monotonic() + 4
i = 0
while time.monotonic() < end:
    i += 1
    if i % 10 == 0:
        patiently(lambda: pipelined(counters, "incr"))
        for name in counters:
            counts[name] += 1
    else:
        name = counters[i % 50]
        patiently(lambda: cluster.incr(name))
        counts[name] += 1
for name, times in counts.items():
    found = patiently(lambda: int(cluster.get(name)))
    assert found >= times, (name, found, times)
cluster.close()
print("redis-py-cluster works")
