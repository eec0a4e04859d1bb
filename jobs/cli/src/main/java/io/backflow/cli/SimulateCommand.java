package io.backflow.cli;

import io.backflow.lab.simulate.Campaign;
import io.backflow.lab.simulate.CampaignResult;
import io.backflow.lab.simulate.Mutation;
import io.backflow.lab.simulate.Simulation;
import io.backflow.lab.simulate.Traffic;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the synchronisation of many workers in virtual time, with crashes, delays and losses that a"
                + " seed decides, and checks what must hold. Exit code 1 where something did not.",
        subcommands = ConvergenceCommand.class)
final class SimulateCommand implements Callable<Integer> {

    private static final int PROGRESS_LINES = 20;

    @Option(names = "--workers", defaultValue = "100", description = "Workers of each job (${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--seeds", description = "How many seeds to run (100; 1 with --seed).")
    private @Nullable Long seeds;

    @Option(names = "--seed", description = "The first seed (1). With a single one, its events are printed.")
    private @Nullable Long seed;

    @Option(
            names = "--without",
            paramLabel = "CHECK",
            description = "Take a protection out, so that seeds must fail: ${COMPLETION-CANDIDATES}.")
    private @Nullable List<Mutation> without;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        long count = seeds != null ? seeds : seed != null ? 1 : 100;
        long first = seed != null ? seed : 1;
        if (workers < 1 || workers > 10_000 || count < 1) {
            throw new CommandException("--workers is " + workers + " and --seeds is " + count
                    + "; choose 1 to 10000 workers and 1 seed or more");
        }
        EnumSet<Mutation> mutations = EnumSet.noneOf(Mutation.class);
        if (without != null) {
            mutations.addAll(without);
        }
        Simulation simulation = new Simulation(workers, mutations);
        CampaignResult findings =
                seed != null && count == 1 ? replay(simulation, first) : run(simulation, first, count);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%,d %s of %,d workers: %s%n",
                count,
                count == 1 ? "seed" : "seeds",
                workers,
                findings.violations() == 0
                        ? "all held"
                        : findings.violations() + " violations in the seeds " + findings.failingSeeds());
        new TreeMap<>(findings.traffic()).forEach((mode, traffic) -> show(out, mode, traffic));
        out.flush();
        report.write(findings);
        return findings.violations() == 0 ? 0 : 1;
    }

    private static void show(PrintWriter out, String mode, Traffic traffic) {
        out.printf(
                "%s: %,d contributions; the feedback edge carried %.2f times the model for each; %,d of %,d snapshots"
                        + " had no new values%n",
                mode,
                traffic.contributions(),
                traffic.modelsPerContribution(),
                traffic.withoutValues(),
                traffic.snapshots());
    }

    private CampaignResult run(Simulation simulation, long first, long count) throws InterruptedException {
        Campaign campaign = new Campaign(simulation, Runtime.getRuntime().availableProcessors());
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        return campaign.run(first, count, verdict -> {
            if (!verdict.violations().isEmpty()) {
                out.println(verdict.scenario());
                verdict.violations().forEach(violation -> out.println("  " + violation));
            }
            long done = verdict.seed() - first + 1;
            if (done % Math.max(1, count / PROGRESS_LINES) == 0) {
                out.printf("%,d of %,d seeds, %.0f s%n", done, count, (System.nanoTime() - begun) / 1e9);
            }
            out.flush();
        });
    }

    private CampaignResult replay(Simulation simulation, long seed) {
        PrintWriter out = spec.commandLine().getOut();
        Simulation.Verdict verdict = simulation.run(seed, out::println);
        long violations = verdict.violations().size();
        verdict.violations().forEach(violation -> out.println("violated: " + violation));
        List<Long> failing = violations == 0 ? List.of() : List.of(seed);
        Map<String, Traffic> traffic = Map.of(verdict.mode(), verdict.traffic());
        return new CampaignResult(1, simulation.workers(), violations, failing, traffic);
    }
}
