package io.backflow.lab.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs what a seed decides, and says what did not hold. A seed always gives the same run.
 *
 * @param workers how many there are at the start
 * @param without protections to take out
 */
public record Simulation(int workers, Set<Mutation> without) {

    /**
     * What a seed came to.
     *
     * @param violations one sentence each
     * @param scenario what the seed decided, in words
     * @param mode the synchronisation, in words
     * @param traffic of the run with faults
     */
    public record Verdict(
            long seed, List<String> violations, String scenario, long events, String mode, Traffic traffic) {

        public Verdict {
            violations = List.copyOf(violations);
        }
    }

    public Simulation {
        without = Set.copyOf(without);
    }

    /** Runs one seed; {@code trace} receives a line for each notable event. */
    public Verdict run(long seed, Consumer<String> trace) {
        Scenario scenario = Scenario.draw(seed, workers);
        trace.accept(scenario.toString());
        SimulationResult outcome = run(scenario, 0, trace);
        List<String> violations = new ArrayList<>(outcome.violations());
        long events = outcome.events();
        if (violations.isEmpty() && scenario.bitsAreSafe()) {
            trace.accept("again, without crashes and with other delays:");
            SimulationResult calm = run(scenario.withoutCrashes(), 1, trace);
            events += calm.events();
            violations.addAll(calm.violations());
            if (!Arrays.equals(outcome.parameters(), calm.parameters())) {
                violations.add(Check.BITS + ": the parameters are not those of a run without crashes, bit by bit: "
                        + Arrays.toString(outcome.parameters()) + " and " + Arrays.toString(calm.parameters()));
            }
        }
        return new Verdict(seed, violations, scenario.toString(), events, scenario.mode(), outcome.traffic());
    }

    private SimulationResult run(Scenario scenario, int timing, Consumer<String> trace) {
        SimulatedRun run = new SimulatedRun(scenario, without, scenario.seed() + ((long) timing << 32), trace);
        run.run();
        return run.outcome();
    }
}
