package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled scripts by their SHA-1, the least used of them dropped when there are too many. Any
 * thread.
 */
public final class ScriptCache {

  private static final float LOAD_FACTOR = 0.75f;

  private final Map<String, Script> scripts;
  private final Map<Bytes, Script> byText = new HashMap<>();

  public ScriptCache(int scriptsMax) {
    this.scripts =
        new LinkedHashMap<>(16, LOAD_FACTOR, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Script> eldest) {
            boolean tooMany = size() > scriptsMax;
            if (tooMany) {
              byText.remove(eldest.getValue().text());
            }
            return tooMany;
          }
        };
  }

  /** The script of that text, compiled if need be and kept. */
  public Script load(Bytes text) throws ScriptException {
    String sha1 = Script.sha1(text);
    synchronized (scripts) {
      Script known = scripts.get(sha1);
      if (known != null) {
        return known;
      }
    }
    Script compiled = Script.compile(text);
    synchronized (scripts) {
      scripts.put(sha1, compiled);
      byText.put(compiled.text(), compiled);
    }
    return compiled;
  }

  /** The script of that text, if it is kept: cheaper than by its SHA-1, which is not computed. */
  public Optional<Script> find(Bytes text) {
    synchronized (scripts) {
      Script known = byText.get(text);
      // The look makes it the one used last.
      return known == null ? Optional.empty() : Optional.ofNullable(scripts.get(known.sha1()));
    }
  }

  /**
   * @param sha1 in any case
   */
  public Optional<Script> find(String sha1) {
    synchronized (scripts) {
      return Optional.ofNullable(scripts.get(sha1.toLowerCase(Locale.ROOT)));
    }
  }

  public int size() {
    synchronized (scripts) {
      return scripts.size();
    }
  }

  /** The bytes of all texts together. */
  public long textBytes() {
    synchronized (scripts) {
      return scripts.values().stream().mapToLong(script -> script.text().length()).sum();
    }
  }

  public void clear() {
    synchronized (scripts) {
      scripts.clear();
      byText.clear();
    }
  }
}
