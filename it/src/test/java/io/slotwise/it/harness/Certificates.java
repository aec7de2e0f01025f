package io.slotwise.it.harness;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates as {@code ops/docs/tls.md} says that operators make them: its lines are run, in a
 * new folder, so that they are known to work and none in the repository can expire.
 */
public final class Certificates {

  private static final Pattern RECIPE = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final Duration MAKING = Duration.ofSeconds(60);

  private final Path dir;

  private Certificates(Path dir) {
    this.dir = dir;
  }

  /** Makes an authority of its own, and what it has signed: {@code n1}, {@code app}. */
  public static Certificates make() {
    Path dir = TempDirs.create("certificates");
    try {
      Matcher recipe = RECIPE.matcher(Files.readString(ItPaths.root().resolve("ops/docs/tls.md")));
      if (!recipe.find()) {
        throw new IllegalStateException("ops/docs/tls.md has no recipe");
      }
      Commands.Result made =
          Commands.run(
              new ProcessBuilder("sh", "-e").directory(dir.toFile()), recipe.group(1), MAKING);
      if (!made.succeeded()) {
        throw new IllegalStateException("the recipe of ops/docs/tls.md fails: " + made.output());
      }
      return new Certificates(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate of the authority. */
  public Path authority() {
    return dir.resolve("ca.crt");
  }

  public Path certificate(String name) {
    return dir.resolve(name + ".crt");
  }

  public Path key(String name) {
    return dir.resolve(name + ".key");
  }

  /** Somebody who connects with this certificate; with none where the name is empty. */
  public Tls client(String name) {
    boolean named = !name.isEmpty();
    TlsFiles files =
        new TlsFiles(
            named ? certificate(name).toString() : "",
            named ? key(name).toString() : "",
            "",
            authority().toString(),
            "");
    try {
      return Tls.of(TlsSettings.ofClient(files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a server's command line that make it the node of the recipe. */
  public List<String> options() {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--tls-cert-file", certificate("n1").toString()));
    words.addAll(List.of("--tls-key-file", key("n1").toString()));
    words.addAll(List.of("--tls-ca-cert-file", authority().toString()));
    return words;
  }

  public void delete() {
    TempDirs.delete(dir);
  }
}
