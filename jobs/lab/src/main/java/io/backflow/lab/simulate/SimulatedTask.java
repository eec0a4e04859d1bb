package io.backflow.lab.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subtask of one attempt: takes its inputs in any order, aligns barriers, and stops while its outputs are full. A
 * task that is dead receives and emits nothing.
 */
abstract class SimulatedTask {

    /** Nothing before {@code time} comes any more. */
    record Watermark(long time) {}

    /** The channel's sender is silent, or is so no longer. */
    record Silent(boolean silent) {}

    /** Cuts a channel into before and after checkpoint {@code id}. */
    record Barrier(long id) {}

    /** The last element of a channel, but for barriers. */
    static final Object END = new Object();

    private final Attempt attempt;
    private final String name;
    private final List<Channel> inputs = new ArrayList<>();
    private final List<Channel> outputs = new ArrayList<>();
    private final ArrayDeque<Channel> ready = new ArrayDeque<>();
    private long aligning;
    private int aligned;
    private int endedInputs;
    private int congested;
    private boolean dead;

    SimulatedTask(Attempt attempt, String name) {
        this.attempt = attempt;
        this.name = name;
    }

    final Attempt attempt() {
        return attempt;
    }

    final SimulatedRun run() {
        return attempt.run();
    }

    final List<Channel> outputs() {
        return outputs;
    }

    final int inputs() {
        return inputs.size();
    }

    final boolean dead() {
        return dead;
    }

    final void die() {
        dead = true;
    }

    final void connect(SimulatedTask to) {
        Channel channel = new Channel(this, to, to.inputs.size());
        outputs.add(channel);
        to.inputs.add(channel);
    }

    final void arrive(Channel channel, Object element) {
        if (!dead) {
            channel.arrive(element);
            list(channel);
            work();
        }
    }

    /** One more output has, or has no longer, as much in it as it can take. */
    final void congested(int change) {
        congested += change;
        if (congested == 0) {
            run().events().in(0, this::work);
        }
    }

    /** Takes what has arrived, as long as it may. */
    final void work() {
        while (!dead && mayWork()) {
            if (!workOnce()) {
                return;
            }
        }
    }

    /** Takes one thing; false where nothing is there. */
    boolean workOnce() {
        Channel channel = ready.poll();
        if (channel == null) {
            return false;
        }
        Object element = channel.take();
        if (element instanceof Barrier barrier) {
            align(channel, barrier.id());
        } else if (element == END) {
            run().progress();
            end();
        } else {
            process(channel, element);
        }
        list(channel);
        return true;
    }

    boolean mayWork() {
        return congested == 0;
    }

    private void list(Channel channel) {
        if (channel.list()) {
            ready.add(channel);
        }
    }

    private void align(Channel channel, long checkpoint) {
        if (checkpoint < aligning) {
            return; // of a checkpoint that was given up
        }
        if (checkpoint > aligning) {
            release(channel);
            aligning = checkpoint;
            aligned = 0;
        }
        channel.block(true);
        aligned++;
        if (aligned == inputs.size()) {
            cut(checkpoint);
            release(null);
        }
    }

    /** Lets all inputs flow again but {@code blocked}. */
    private void release(@Nullable Channel blocked) {
        for (Channel channel : inputs) {
            if (channel != blocked) {
                channel.block(false);
                list(channel);
            }
        }
    }

    /** Everything before the checkpoint is done: forwards the barrier, and reports to the coordinator. */
    final void cut(long checkpoint) {
        beforeBarrier();
        Barrier barrier = new Barrier(checkpoint);
        outputs.forEach(output -> output.send(barrier));
        attempt.acknowledge(this, checkpoint, snapshot());
    }

    private void end() {
        endedInputs++;
        if (endedInputs == inputs.size()) {
            endInput();
        }
    }

    /** To be called once all has been said. */
    final void finish() {
        outputs.forEach(output -> output.send(END));
    }

    abstract void process(Channel channel, Object element);

    /** All inputs have ended. */
    abstract void endInput();

    void beforeBarrier() {}

    /** What a checkpoint keeps of this task; null: nothing. */
    abstract @Nullable Object snapshot();

    /** What it waits for, for the report of a hang. */
    String waitsFor() {
        return congested > 0 ? "its outputs are full" : aligned > 0 && aligned < inputs.size() ? "barriers" : "input";
    }

    @Override
    public final String toString() {
        return name;
    }
}
