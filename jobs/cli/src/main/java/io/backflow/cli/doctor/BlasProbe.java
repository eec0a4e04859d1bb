package io.backflow.cli.doctor;

import io.backflow.model.kernel.BlasKernel;
import io.backflow.model.kernel.KernelSpeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Loads the library of matrix products in a process of its own, where its environment can be another one, and measures
 * it there. Library and kernel are chosen once in a process.
 */
final class BlasProbe {

    private static final double SECONDS = 0.3;
    private static final long PATIENCE_SECONDS = 60;
    private static final String MARK = "kernel ";

    private BlasProbe() {}

    /**
     * What is chosen with an environment.
     *
     * @param kernel that multiplies
     * @param gigaflops 10^9 operations of single precision a second, on one thread
     * @param lacksBlis whether BLIS would be faster, but cannot be loaded
     */
    record Speed(String kernel, double gigaflops, boolean lacksBlis) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s (%.0f GFLOP/s on one core)", kernel, gigaflops);
        }
    }

    /** Prints the kernel and its speed; the process that {@link #measure} starts. */
    public static void main(String[] arguments) {
        try {
            System.out.println(
                    MARK + BlasKernel.name() + " " + KernelSpeed.gigaflops(SECONDS) + " " + BlasKernel.lacksBlis());
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    /**
     * In a process without the variables {@code unset}.
     *
     * @throws IOException whose message is what the process said last, where nothing can be loaded
     */
    static Speed measure(List<String> unset) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(unset);
        Process process = builder.start();
        String last = "nothing";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    String[] words = line.split(" ");
                    return new Speed(words[1], Double.parseDouble(words[2]), Boolean.parseBoolean(words[3]));
                }
                last = line.isBlank() ? last : line.strip();
            }
        } finally {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        throw new IOException(last);
    }

    /** This JVM's flags apply there too: the natives are where they say. */
    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-Dorg.bytedeco.") || flag.startsWith("--enable-native"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BlasProbe.class.getName()));
        return command;
    }
}
