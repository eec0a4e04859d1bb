package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.TimeOrder;
import io.backflow.jobs.sequence.TimeRule;
import io.backflow.jobs.sequence.WindowRule;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class SequenceStateSerializerTest {

    private final SequenceStateSerializer serializer = new SequenceStateSerializer();
    private final Sequencer sequencer = new Sequencer(
            new WindowRule(
                    3,
                    new TargetRule(1, new int[] {0}),
                    new FeatureRule(FeatureScale.NONE, 20, FeatureRule.Fill.LAST, FeatureRule.Fill.MEAN).seeingTimes()),
            new ReorderRule(4, 50, GapPolicy.IMPUTE),
            new LifetimeRule(100, 1000),
            SequenceListener.NONE);

    @Test
    void aSequenceWrittenAndReadBetweenAnyTwoStepsGoesOnAsIfNothingHadHappened() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SequenceState untouched = new SequenceState(2);
            SequenceState moved = new SequenceState(2);
            for (int i = 0; i < 60; i++) {
                Step step = step(Math.max(0, i % 25 + random.nextInt(9) - 4), 10L * i, random);

                assertThat(sequencer.accept(moved, step).verdict())
                        .isEqualTo(sequencer.accept(untouched, step).verdict());
                moved = random.nextBoolean() ? serializer.copy(moved) : readBack(moved);
                drain(untouched, i);
                drain(moved, i);

                assertThat(written(moved)).isEqualTo(written(untouched));
            }
            if (seed < 2) { // slow, and the bytes are compared already
                assertSame(moved, untouched);
            }
        }
    }

    @Test
    void soDoesASequenceInOrderOfEventTime() throws IOException {
        TimeOrder order = new TimeOrder(
                new WindowRule(3, new TargetRule(1, new int[] {0})),
                new TimeRule(40, 5),
                new LifetimeRule(100, 1000),
                SequenceListener.NONE);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SequenceState untouched = new SequenceState(2);
            SequenceState moved = new SequenceState(2);
            for (int i = 0; i < 60; i++) {
                Step step = step(Step.NONE, 10L * i + 10 * random.nextInt(6), random);

                assertThat(order.accept(moved, step).verdict())
                        .isEqualTo(order.accept(untouched, step).verdict());
                moved = random.nextBoolean() ? serializer.copy(moved) : readBack(moved);
                Step again = i % 3 == 0 ? step : step(Step.NONE, 10L * i, random);
                assertThat(order.accept(moved, again).verdict())
                        .isEqualTo(order.accept(untouched, again).verdict());
                drain(untouched, i);
                drain(moved, i);

                assertThat(written(moved)).isEqualTo(written(untouched));
            }
            assertThat(moved.byTime).isNotNull();
            assertThat(moved.byTime.size()).isPositive();
        }
    }

    @Test
    void aCopyDoesNotChangeWithItsOriginal() throws IOException {
        SequenceState original = filled();
        SequenceState copy = serializer.copy(original);
        SequenceState before = readBack(copy);

        original.recurrent[1] = 99f;
        original.open.clear();
        original.early.clear();
        original.next.clear();
        original.former = null;
        original.ready.clear();
        original.episode.skipped.add(1000, 2000);
        original.episode.nextStep++;
        original.lastTarget = new float[] {99f};
        original.features.values[0] = 99f;
        original.features.time = 99;

        assertSame(copy, before);
    }

    @Test
    void whatFollowsFromTheStepsBesideItIsNotWritten() throws IOException {
        SequenceState state = new SequenceState(32);
        Sequencer plain = new Sequencer(
                new WindowRule(8, new TargetRule(1, IntStream.range(0, 16).toArray())),
                new ReorderRule(4, 50, GapPolicy.RESET),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                SequenceListener.NONE);
        int[] sizes = new int[12];
        for (int i = 0; i < sizes.length; i++) {
            float[] features = new float[16];
            Arrays.fill(features, i + 0.5f);
            plain.accept(state, new Step("a-rather-long-identifier", i, 1_600_000_000_000L + 1000L * i, features));
            sizes[i] = written(state).length;
        }

        assertThat(sizes[6] - sizes[5]).as("an open step, of 64 bytes features").isBetween(64, 64 + 6);
        assertThat(state.ready).hasSize(1);
        assertThat(sizes[8] - sizes[7]).as("a step, and a window of its own").isBetween(64, 64 + 120);
        SequenceState read = readBack(state);
        assertSame(read, state);
        assertThat(read.ready.element().steps().get(3).target())
                .as("shared again")
                .isSameAs(read.ready.element().steps().get(4).features());
    }

    @Test
    void aLayoutOfTheFutureIsRefusedWithARemedy() throws IOException {
        byte[] bytes = written(filled());
        bytes[0] = 9;

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
                .withMessageContaining("SequenceState was written in layout 9")
                .satisfies(refused -> assertThat(ThrowableClassifier.getThrowableType(refused))
                        .as("Flink does not restart")
                        .isEqualTo(ThrowableType.NonRecoverableError));
    }

    private SequenceState filled() {
        SequenceState state = new SequenceState(2);
        long time = 0;
        for (long number : new long[] {0, 1, 2, 0, 1, 2, 3, 4, 7, 0}) {
            sequencer.accept(state, step(number, ++time, new Random(1)));
        }
        assertThat(state.ready).isNotEmpty();
        assertThat(state.open).isNotEmpty();
        assertThat(state.early).isNotEmpty();
        assertThat(state.next).isNotEmpty();
        assertThat(state.former).isNotNull();
        state.recurrent[0] = 0.5f;
        state.recurrentVersion = 7;
        state.timer = 12;
        state.lastTarget = new float[] {3f};
        return state;
    }

    /** As if trained: some windows leave. */
    private static void drain(SequenceState state, int i) {
        if (i % 7 == 0) {
            state.ready.poll();
            state.recurrent[0] = i;
            state.recurrentVersion = i;
        }
    }

    private static Step step(long number, long time, Random random) {
        float[] features = {number, random.nextInt(4) == 0 ? Float.NaN : random.nextFloat()};
        return new Step("séquence", number, time, features, Step.NONE, null, Step.NONE, 0.5f, random.nextInt(200) == 0);
    }

    private SequenceState readBack(SequenceState state) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(written(state)));
    }

    private byte[] written(SequenceState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    private static void assertSame(SequenceState state, SequenceState expected) {
        var strictly = RecursiveComparisonConfiguration.builder()
                .withIgnoreAllOverriddenEquals(true)
                .withComparatorForType(Float::compare, Float.class)
                .build();
        assertThat(state).usingRecursiveComparison(strictly).isEqualTo(expected);
    }
}
