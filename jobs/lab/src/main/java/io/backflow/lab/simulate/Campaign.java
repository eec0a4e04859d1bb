package io.backflow.lab.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs many seeds, each in one thread.
 *
 * @param threads how many go on at once
 */
public record Campaign(Simulation simulation, int threads) {

    /** Runs {@code seeds} seeds from {@code first} on; {@code verdicts} receives what each came to, in order. */
    public CampaignResult run(long first, long seeds, Consumer<Simulation.Verdict> verdicts)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Deque<Future<Simulation.Verdict>> running = new ArrayDeque<>();
        List<Long> failing = new ArrayList<>();
        Map<String, Traffic> traffic = new TreeMap<>();
        long violations = 0;
        try {
            for (long next = 0; next < seeds || !running.isEmpty(); ) {
                while (next < seeds && running.size() < 2 * threads) {
                    long seed = first + next++;
                    running.add(pool.submit(() -> simulation.run(seed, line -> {})));
                }
                Simulation.Verdict verdict = result(running.remove());
                violations += verdict.violations().size();
                traffic.merge(verdict.mode(), verdict.traffic(), Traffic::plus);
                if (!verdict.violations().isEmpty()) {
                    failing.add(verdict.seed());
                }
                verdicts.accept(verdict);
            }
        } finally {
            pool.shutdownNow();
        }
        return new CampaignResult(seeds, simulation.workers(), violations, failing, traffic);
    }

    private static Simulation.Verdict result(Future<Simulation.Verdict> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator itself broke down", e.getCause());
        }
    }
}
