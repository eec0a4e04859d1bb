package io.backflow.jobs;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the steps of some devices; each device is a sequence, and sends a step a second. */
final class DeviceStream {

    private final List<Step> steps = new ArrayList<>();

    /** Steps numbered from {@code from} by {@code stride}, the first at {@code second}. */
    record Run(long from, long stride, int count, long second, boolean ends) {

        /** Numbered 0, 1, 2 and so on, without an end of sequence. */
        static Run of(int count, long second) {
            return new Run(0, 1, count, second, false);
        }

        Run from(long number) {
            return new Run(number, stride, count, second, ends);
        }

        Run by(long numbers) {
            return new Run(from, numbers, count, second, ends);
        }

        Run ending() {
            return new Run(from, stride, count, second, true);
        }
    }

    DeviceStream add(String device, Run run) {
        for (int i = 0; i < run.count(); i++) {
            steps.add(new Step(
                    device,
                    run.from() + i * run.stride(),
                    TestStream.SECOND * (run.second() + i),
                    new float[] {TestStream.wave(device.hashCode(), i), i % 3},
                    Step.NONE,
                    new float[] {TestStream.wave(device.hashCode(), i + 1)},
                    Step.NONE,
                    1f,
                    run.ends() && i == run.count() - 1));
        }
        return this;
    }

    /** All steps in the order of their event time. */
    TestStream inOrder() {
        return new TestStream(
                steps.stream().sorted(Comparator.comparingLong(Step::eventTime)).toList());
    }
}
