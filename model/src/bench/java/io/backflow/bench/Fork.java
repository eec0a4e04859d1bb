package io.backflow.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process of one engine, with one thread for each of the libraries' pools. It idles unless asked, so that only one
 * engine runs at a time.
 */
final class Fork implements AutoCloseable {

    private static final List<String> THREADS =
            List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS");

    private final Contender contender;
    private final Path log;
    private final Process process;
    private final BufferedReader replies;
    private final PrintWriter requests;

    Fork(Contender contender, Path home) throws IOException {
        this.contender = contender;
        log = home.resolve(contender.label() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(contender, home));
        THREADS.forEach(name -> builder.environment().put(name, "1"));
        process = builder.redirectError(log.toFile()).start();
        replies = process.inputReader(StandardCharsets.UTF_8);
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    private static List<String> command(Contender contender, Path home) {
        Path cache = home.resolve("cache").resolve(contender.label());
        String classpath = String.join(
                File.pathSeparator,
                home.resolve("classes").toString(),
                home.resolveSibling("classes").toString(),
                home.resolve(contender.label()).resolve("lib").resolve("*").toString());
        return Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-DDJL_CACHE_DIR=" + cache,
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-Dai.djl.pytorch.num_interop_threads=1",
                        "-cp",
                        classpath,
                        Worker.class.getName(),
                        contender.name())
                .toList();
    }

    Contender contender() {
        return contender;
    }

    /** Puts {@code workload} in place; what comes back is the loss before and after some updates. */
    double[] open(Workload workload) throws IOException {
        return Stream.of(ask("open " + workload).split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Trains for {@code seconds}. */
    Run run(double seconds) throws IOException {
        return Run.parse(ask("run " + seconds));
    }

    /** GFLOP/s of a large product. */
    double sgemm() throws IOException {
        return Double.parseDouble(ask("sgemm"));
    }

    private String ask(String request) throws IOException {
        requests.println(request);
        String reply = replies.readLine();
        if (reply == null) {
            throw new IOException(
                    "the " + contender.label() + " process ended at '" + request + "'; its log is " + log);
        }
        return reply;
    }

    @Override
    public void close() {
        requests.close();
        process.destroy();
    }
}
