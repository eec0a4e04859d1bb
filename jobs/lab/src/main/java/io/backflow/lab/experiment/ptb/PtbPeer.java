package io.backflow.lab.experiment.ptb;

import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.LibtorchPrograms;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same network in libtorch, in a process of its own with one thread, on the tokens of the training part in memory.
 *
 * @param programs where the launcher has built it
 */
public record PtbPeer(LibtorchPrograms programs) {

    private static final String PROGRAM = "io.backflow.bench.language.LanguageModelPeer";
    private static final int WARM_UP = 100;
    private static final int MEASURED = 400;

    /**
     * What was measured.
     *
     * @param perplexity of the tokens that were learnt meanwhile, each before it was learnt
     * @param tokensPerS tokens trained for a second of CPU time of the whole process
     */
    public record Reading(double perplexity, double tokensPerS) {

        private static final String PERPLEXITY = "perplexity ";
        private static final String RATE = "tokens_per_s ";

        /** Of the lines that the program prints. */
        static Reading parse(List<String> lines) {
            return new Reading(value(lines, PERPLEXITY), value(lines, RATE));
        }

        private static double value(List<String> lines, String name) {
            return lines.stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            PROGRAM + " printed no " + name.strip() + "; it printed: " + lines));
        }

        /** For the user. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "libtorch on one thread: %.0f tokens for a second of CPU time; perplexity %.1f in %d minibatches",
                    tokensPerS,
                    perplexity,
                    MEASURED);
        }
    }

    /** Trains {@value #MEASURED} minibatches after {@value #WARM_UP}, and measures those. */
    public Reading measure(PtbText text, PtbPlan plan) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> {
                Path tokens = teardown.open(TemporaryDirectory::create).path().resolve("tokens");
                write(text.train(), tokens);
                return measure(teardown, tokens, text.vocabulary(), plan);
            });
        }
    }

    private Reading measure(Teardown teardown, Path tokens, int vocabulary, PtbPlan plan) throws Exception {
        List<String> lines = new ArrayList<>();
        try (ForkedJvm process = teardown.add(programs.start(
                LibtorchPrograms.ONE_CORE,
                PROGRAM,
                tokens.toString(),
                Integer.toString(vocabulary),
                Integer.toString(plan.units()),
                Integer.toString(plan.streams()),
                Integer.toString(plan.window()),
                Integer.toString(WARM_UP),
                Integer.toString(MEASURED)))) {
            process.read(lines::add);
        }
        return Reading.parse(lines);
    }

    private static void write(int[] tokens, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tokens.length, Integer.BYTES));
        bytes.asIntBuffer().put(tokens);
        Files.write(file, bytes.array());
    }
}
