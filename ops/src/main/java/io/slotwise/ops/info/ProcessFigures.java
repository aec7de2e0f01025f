package io.slotwise.ops.info;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the operating system says about this process, from {@code /proc}; where there is none, what
 * the JVM knows.
 */
public final class ProcessFigures {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path STAT = Path.of("/proc/self/stat");

  /** Linux counts CPU time in hundredths of a second for programs, whatever its own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  /** Positions in /proc/self/stat, counted from the first field behind the name in brackets. */
  private static final int USER_TICKS = 11;

  private ProcessFigures() {}

  /** CPU seconds of the process, and of children that it has waited for. */
  public record Cpu(double system, double user, double systemOfChildren, double userOfChildren) {}

  /** Bytes of memory that are resident, or -1 when unknown. */
  public static long residentBytes() {
    return statusBytes("VmRSS:");
  }

  /** The most bytes of memory that ever were resident, or -1 when unknown. */
  public static long residentPeakBytes() {
    return statusBytes("VmHWM:");
  }

  private static long statusBytes(String field) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(field)) {
          String kilobytes = line.substring(field.length()).replace("kB", "").trim();
          return Long.parseLong(kilobytes) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
    return -1;
  }

  /** CPU time, or null when unknown. */
  public static Cpu cpu() {
    try {
      String stat = Files.readString(STAT);
      // The name of the process may hold blanks and brackets: what counts begins behind the last.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return new Cpu(
          Long.parseLong(fields[USER_TICKS + 1]) / TICKS_PER_SECOND,
          Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(fields[USER_TICKS + 3]) / TICKS_PER_SECOND,
          Long.parseLong(fields[USER_TICKS + 2]) / TICKS_PER_SECOND);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Bytes of memory of the machine (or of its container), or -1 when unknown. */
  public static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : -1;
  }

  /** Name, release and architecture, as INFO shows them. */
  public static String operatingSystem() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch").toLowerCase(Locale.ROOT).replace("amd64", "x86_64");
  }
}
