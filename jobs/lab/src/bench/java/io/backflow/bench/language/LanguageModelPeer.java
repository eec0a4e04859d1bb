package io.backflow.bench.language;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trains the language model of {@code backflow experiments ptb} in libtorch, on a text that lies in memory: no broker,
 * no job, nothing to restart from. Prints the perplexity of what it was measured on, each token predicted before it was
 * learnt, and the tokens for a second of CPU time of the whole process.
 *
 * <p>Arguments: a file of tokens, four bytes each, the highest first; words of the vocabulary; units; parallel streams;
 * steps of a window; minibatches before measuring, and to measure. Where the text ends it begins again.
 */
public final class LanguageModelPeer {

    private final LanguageModelTraining training;
    private final int windows;
    private int next;

    private LanguageModelPeer(LanguageModelTraining training, int windows) {
        this.training = training;
        this.windows = windows;
    }

    public static void main(String[] arguments) throws IOException {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
        int[] numbers = new int[arguments.length];
        for (int i = 1; i < arguments.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        int streams = numbers[3];
        int window = numbers[4];
        int[] text = read(Path.of(arguments[0]));
        try (LanguageModelTraining training = new LanguageModelTraining(numbers[1], numbers[2], streams, window)) {
            training.read(text);
            new LanguageModelPeer(training, (text.length / streams - 1) / window)
                    .measure(numbers[5], numbers[6], streams * window);
        }
        System.exit(0);
    }

    private static int[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int[] text = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(text);
        return text;
    }

    private void measure(int warmUp, int measured, int tokens) {
        train(warmUp);
        long before = cpuNanos();
        double loss = train(measured);
        double seconds = (cpuNanos() - before) / 1e9;
        System.out.println("perplexity " + Math.exp(loss / ((double) measured * tokens)));
        System.out.println("tokens_per_s " + measured * (tokens / seconds));
    }

    /** Learns so many minibatches; the sum of their losses. */
    private double train(int minibatches) {
        double loss = 0;
        for (int i = 0; i < minibatches; i++) {
            loss += training.step(next);
            next = (next + 1) % windows;
        }
        return loss;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
