package io.backflow.cli;

import picocli.CommandLine.Option;

/** How often an experiment passes over the births, and what it counts. */
final class BirthsOptions {

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, with seeds from 1 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--warm-up",
            defaultValue = "1500",
            description = "Days of the 5,479 that are not counted (${DEFAULT-VALUE}).")
    private int warmUp;

    void check() throws CommandException {
        if (seeds < 1) {
            throw new CommandException("--seeds is " + seeds + "; it must be 1 or more");
        }
        if (warmUp < 1 || warmUp > 5_000) {
            throw new CommandException("--warm-up is " + warmUp + "; it must be from 1 to 5000");
        }
    }

    int seeds() {
        return seeds;
    }

    int warmUp() {
        return warmUp;
    }
}
