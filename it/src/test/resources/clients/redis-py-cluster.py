# redis-py as a client of a cluster, while shards change their leaders: the port of one node is given.
import sys
import time

from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException, ResponseError

cluster = RedisCluster(host="127.0.0.1", port=int(sys.argv[1]), decode_responses=True)
names = ["redis-py:%d" % i for i in range(200)]
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
assert cluster.eval("return redis.call('incrby', KEYS[1], 5)", 1, "{redis-py}n") == 5
assert len(cluster.get_primaries()) == 3
pipe = cluster.pipeline()
for name in names:
    pipe.get(name)
assert pipe.execute() == [str(i) for i in range(200)]

counts = {}
end = time.monotonic() + 4
i = 0
while time.monotonic() < end:
    i += 1
    name = "redis-py-count:%d" % (i % 50)
    if i % 10 == 0:
        pipe = cluster.pipeline()
        for j in range(50):
            pipe.incr("redis-py-count:%d" % j)
        pipe.execute()
        for j in range(50):
            other = "redis-py-count:%d" % j
            counts[other] = counts.get(other, 0) + 1
    else:
        cluster.incr(name)
        counts[name] = counts.get(name, 0) + 1
for name, times in counts.items():
    assert cluster.get(name) == str(times), (name, cluster.get(name), times)
cluster.close()
print("redis-py-cluster works")
