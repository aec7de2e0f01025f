package io.slotwise.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Commands {

  private Commands() {}

  /**
   * @param exitCode -1 when it was killed because it took too long
   * @param output standard output and errors together
   */
  public record Result(int exitCode, String output) {

    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  public static Result run(List<String> command, Duration atMost) {
    return run(new ProcessBuilder(command), "", atMost);
  }

  /** Runs a program with a text as its input. */
  public static Result run(ProcessBuilder builder, String input, Duration atMost) {
    try {
      Path in = Files.createTempFile("slotwise-it", ".in");
      Path out = Files.createTempFile("slotwise-it", ".out");
      try {
        Files.writeString(in, input, StandardCharsets.ISO_8859_1);
        Process process =
            builder
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
        String output = Files.readString(out, StandardCharsets.ISO_8859_1);
        return new Result(ended ? process.exitValue() : -1, output);
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
