package io.backflow.bench;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one workload came to.
 *
 * @param rates sequence-timesteps a second ({@code B T iterations / s}) of each engine that has the cell
 * @param sgemmGflops rate of a 1024³ product with our BLAS, asked between the rounds
 * @param cpu part of the time that the training threads had a processor, median of all runs
 */
record Row(Workload workload, Map<Contender, Double> rates, double sgemmGflops, double cpu) {

    Row {
        rates = Map.copyOf(rates);
    }

    OptionalDouble rate(Contender contender) {
        Double rate = rates.get(contender);
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** Our rate over that of {@code peer}. */
    OptionalDouble ratioTo(Contender peer) {
        OptionalDouble ours = rate(Contender.BACKFLOW);
        OptionalDouble theirs = rate(peer);
        return ours.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }

    /** The part of a large product's rate that the necessary products of our training step reach. */
    double shareOfSgemm() {
        double flopsPerTimestep = workload.flops() / workload.timesteps();
        return rate(Contender.BACKFLOW).orElse(0) * flopsPerTimestep / 1e9 / sgemmGflops;
    }
}
