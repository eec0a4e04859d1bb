package io.backflow.lab.simulate;

import org.jspecify.annotations.Nullable;

/**
 * Starts an attempt's checkpoints, one after the other, and knows when one is complete. Waits twice as long after each
 * that it gives up: its barriers are still on the way, and each makes workers send, so that more of them than the
 * channels carry would leave no room for steps.
 */
final class Coordinator {

    private final Attempt attempt;
    private long last;
    private @Nullable Checkpoint pending;
    private long patience;
    private boolean stopped;

    Coordinator(Attempt attempt) {
        this.attempt = attempt;
    }

    void start() {
        SimulatedRun run = attempt.run();
        last = run.lastCheckpointId();
        patience = run.conditions().patience();
        run.events().in(run.delay(run.conditions().checkpoint()), this::trigger);
    }

    void stop() {
        stopped = true;
    }

    private void trigger() {
        if (stopped) {
            return;
        }
        SimulatedRun run = attempt.run();
        long now = run.events().now();
        Checkpoint running = pending;
        boolean givenUp = running != null && now - running.begun() > patience;
        if (givenUp) {
            patience *= 2;
        }
        if (running == null || givenUp) {
            long id = ++last;
            pending = new Checkpoint(id, now);
            attempt.sources().forEach(source -> run.events().in(run.hop(), () -> source.inject(id)));
        }
        run.events().in(run.conditions().checkpoint(), this::trigger);
    }

    void acknowledge(SimulatedTask task, long id, @Nullable Object part) {
        Checkpoint running = pending;
        if (stopped || running == null || running.id() != id) {
            return;
        }
        if (running.add(task, part) == attempt.taskCount()) {
            pending = null;
            attempt.run().completed(attempt, running);
        }
    }
}
