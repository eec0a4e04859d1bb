package io.backflow.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param json file to write the result to
 */
record Options(Plan plan, Optional<Path> json) {

    static Options parse(List<String> arguments) {
        ArrayDeque<String> left = new ArrayDeque<>(arguments);
        Options options = new Options(Plan.FULL, Optional.empty());
        while (!left.isEmpty()) {
            options = options.with(left.removeFirst(), left);
        }
        return options;
    }

    private Options with(String option, ArrayDeque<String> left) {
        if (option.equals("--quick")) {
            return new Options(Plan.QUICK, json);
        }
        if (option.equals("--json") && !left.isEmpty()) {
            return new Options(plan, Optional.of(Path.of(left.removeFirst())));
        }
        throw new IllegalArgumentException(
                "bench kernels does not know '" + option + "' here; it takes --json FILE and --quick");
    }
}
