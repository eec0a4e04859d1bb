package io.backflow.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What a job needs of this machine. */
public final class MachineChecks {

    /** What decides which kernel multiplies. */
    private static final List<String> CHOICE = List.of(BlasKernel.LIBRARY, BlasKernel.VARIABLE, "OPENBLAS_L2_SIZE");

    /** Below it a job trains, but the variable costs much. */
    private static final double WORTH_SAYING = 0.9;

    private static final int OLDEST_JAVA = 17;
    private static final double GIB = 1L << 30;
    private static final double LITTLE_SPACE_GIB = 1;

    /** Beside the heap: OpenBLAS' buffers, the network's matrices, Flink's network memory, and metaspace. */
    private static final double NATIVE_GIB = 1;

    private static final int FLINK_PORT = 8081;
    private static final int KAFKA_PORT = 9092;

    /** No build is older than its sources. */
    private static final Instant WRITTEN =
            LocalDate.of(2026, 11, 1).atStartOfDay(ZoneOffset.UTC).toInstant();

    private MachineChecks() {}

    /** Which Java runs. */
    public static String java(Consumer<String> notices) {
        int version = Runtime.version().feature();
        if (version < OLDEST_JAVA) {
            throw new IllegalStateException("this is Java " + version + "; set JAVA_HOME to a JDK 17 or newer");
        }
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }

    /** Which kernel multiplies matrices, whether the environment chose a slow one, and whether a library is missing. */
    public static String natives(Consumer<String> notices) throws InterruptedException {
        List<String> set = CHOICE.stream().filter(System.getenv()::containsKey).toList();
        try {
            BlasProbe.Speed chosen = BlasProbe.measure(List.of());
            if (set.isEmpty()) {
                if (chosen.lacksBlis()) {
                    notices.accept("this processor has no AVX-512, and OpenBLAS multiplies small matrices slowly"
                            + " there; install BLIS (" + BlasKernel.INSTALL + "), which Backflow then uses");
                }
                return "matrices are multiplied with the kernel " + chosen;
            }
            BlasProbe.Speed free = BlasProbe.measure(set);
            String names = String.join(" and ", set);
            if (chosen.gigaflops() < WORTH_SAYING * free.gigaflops()) {
                notices.accept(names + (set.size() == 1 ? " is" : " are") + " set, so that matrices are multiplied"
                        + " with the kernel " + chosen + "; it would be " + free + ", so unset " + names
                        + " unless the same bits are needed on several kinds of processors");
            }
            return "matrices are multiplied with the kernel " + chosen + ", with " + names + " set";
        } catch (IOException e) {
            throw new IllegalStateException(
                    "matrices cannot be multiplied (" + e.getMessage() + "); Backflow's natives are for Linux on x86-64"
                            + " with glibc, and are unpacked into the folder that org.bytedeco.javacpp.cachedir names",
                    e);
        }
    }

    /** Whether the heap and the native memory fit into the machine's. */
    public static String memory(Consumer<String> notices) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double all = system.getTotalMemorySize() / GIB;
        double heap = Runtime.getRuntime().maxMemory() / GIB;
        if (heap + NATIVE_GIB > all) {
            notices.accept(String.format(
                    Locale.ROOT,
                    "the heap may grow to %.1f GiB, and with %.0f GiB of native memory that is more than the %.1f GiB"
                            + " of this machine; lower -Xmx (BACKFLOW_JVM=-Xmx1g)",
                    heap,
                    NATIVE_GIB,
                    all));
        }
        return String.format(Locale.ROOT, "%.1f GiB, of which the heap takes %.1f at most", all, heap);
    }

    /** Whether {@code folder} can be written, and has room. It is made if it is not there, and removed again. */
    public static String folder(Path folder, Consumer<String> notices) throws IOException {
        boolean there = Files.isDirectory(folder);
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ""));
        } catch (IOException e) {
            throw new IOException(
                    folder + " cannot be written (" + e + "); name another folder, or mend its rights", e);
        }
        double free = Files.getFileStore(folder).getUsableSpace() / GIB;
        if (!there) {
            Files.delete(folder);
        }
        if (free < LITTLE_SPACE_GIB) {
            notices.accept(String.format(
                    Locale.ROOT,
                    "%s has %.2f GiB left; checkpoints and logs need more, so make room or name another folder",
                    folder,
                    free));
        }
        return String.format(Locale.ROOT, "%s can be written, %.0f GiB are free", folder, free);
    }

    /** Whether programs can listen on the loopback interface, and on the ports that a local cluster takes. */
    public static String ports(Consumer<String> notices) throws IOException {
        if (!free(0)) {
            throw new IOException("nothing can listen on the loopback interface; a local run needs it");
        }
        boolean flink = free(FLINK_PORT);
        boolean kafka = free(KAFKA_PORT);
        return "the loopback interface is there; " + state(FLINK_PORT, flink) + ", " + state(KAFKA_PORT, kafka);
    }

    private static String state(int port, boolean free) {
        return "port " + port + (free ? " is free" : " is in use");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the clock can be right. */
    public static String clock(Consumer<String> notices) {
        Instant now = Instant.now();
        if (now.isBefore(WRITTEN)) {
            throw new IllegalStateException(
                    "this machine's clock says " + now + "; set it, since event times are" + " compared with it");
        }
        return "it is " + now;
    }
}
