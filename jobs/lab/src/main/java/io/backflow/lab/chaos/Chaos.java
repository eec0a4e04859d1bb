package io.backflow.lab.chaos;

import io.backflow.lab.audit.AuditResult;
import io.backflow.local.Teardown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;

/**
 * Trains on a stream of known steps, strikes the cluster as a seeded {@link FaultSchedule} says, and closes the books:
 * which steps were lost, trained twice, or out of order.
 */
public final class Chaos {

    private static final int TASK_MANAGERS = 3;

    /** Twice the heartbeats' timeout: Flink has given up a process that stood still so long. */
    private static final Duration LASTING = Duration.ofSeconds(10);

    private final ChaosSettings settings;
    private final PrintWriter out;
    private final RecoveryTimes recoveries = new RecoveryTimes();
    private final long start = System.nanoTime();

    private Chaos(ChaosSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs to the end; no process is left.
     *
     * @param folder an empty folder for what the processes write
     */
    public static ChaosResult run(ChaosSettings settings, Path folder, PrintWriter out) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> new Chaos(settings, out).run(folder, teardown));
        }
    }

    private ChaosResult run(Path folder, Teardown teardown) throws Exception {
        say((settings.brokers() == 1 ? "a broker" : settings.brokers() + " brokers") + ", a JobManager and "
                + TASK_MANAGERS + " TaskManagers start, each a process");
        ChaosTestbed testbed = ChaosTestbed.set(
                ChaosTestbed.Plan.ofChaos(
                        TASK_MANAGERS,
                        settings.brokers(),
                        settings.state(),
                        settings.seed(),
                        settings.stepsPerSecond()),
                folder,
                teardown);
        say("the job runs on " + testbed.job().parallelism() + " workers, its state in "
                + settings.state().label() + "; " + settings.duration().toSeconds() + " s of faults begin");
        strike(testbed);
        say("the stream ends");
        return conclude(testbed.settle());
    }

    private void strike(ChaosTestbed testbed) throws InterruptedException {
        FaultInjector injector = new FaultInjector(testbed.cluster(), testbed.job(), LASTING);
        FaultSchedule schedule = new FaultSchedule(settings.seed(), settings.kinds());
        long end = System.nanoTime() + settings.duration().toNanos();
        while (System.nanoTime() < end) {
            FaultSchedule.Fault fault = schedule.next();
            testbed.watch(fault.pause());
            FaultInjector.InjectedFault injected = injector.inject(fault);
            recoveries.add(fault.kind(), injected.recovery());
            testbed.watch(Duration.ZERO);
            say(String.format(
                    Locale.ROOT,
                    "%-18s %s; went on after %.1f s (%,d steps sent, %,d trained)",
                    fault.kind().label(),
                    injected.what(),
                    injected.recovery().toMillis() / 1000.0,
                    testbed.sent(),
                    testbed.trained()));
        }
    }

    private ChaosResult conclude(AuditResult ledger) {
        EnumSet.copyOf(settings.kinds()).forEach(this::summarize);
        out.printf(
                Locale.ROOT,
                "%,d steps: %,d lost, %,d trained twice, %,d out of order, %,d without an explanation%n",
                ledger.steps(),
                ledger.lost(),
                ledger.trainedTwice(),
                ledger.outOfOrder(),
                ledger.unexplained());
        out.flush();
        return ChaosResult.of(ledger, recoveries);
    }

    private void summarize(FaultKind kind) {
        int times = recoveries.counts().getOrDefault(kind.label(), 0);
        if (times == 0) {
            out.printf(Locale.ROOT, "  %-18s   0 times%n", kind.label());
            return;
        }
        ChaosResult.Recovery recovery = recoveries.summary(kind);
        out.printf(
                Locale.ROOT,
                "  %-18s %3d times, went on after a median of %5.1f s, %5.1f s at the longest%n",
                kind.label(),
                times,
                recovery.p50(),
                recovery.max());
    }

    private void say(String what) {
        out.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - start) / 1e9, what);
        out.flush();
    }
}
