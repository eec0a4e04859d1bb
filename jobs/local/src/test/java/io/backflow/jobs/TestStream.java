package io.backflow.jobs;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A seeded stream of short noisy waves: each step's target is the next value of its sequence. */
record TestStream(List<Step> steps) {

    static final int SECOND = 1000;

    /** Sequences of {@code minLength} to {@code maxLength} steps, a step a second, started a few seconds apart. */
    static TestStream waves(int sequences, int minLength, int maxLength, long seed) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < sequences; s++) {
            int length = minLength + random.nextInt(maxLength - minLength + 1);
            long start = SECOND * (long) random.nextInt(20);
            double phase = random.nextDouble() * 6;
            for (int t = 0; t < length; t++) {
                float[] features = {wave(phase, t), (float) random.nextGaussian()};
                float[] target = {wave(phase, t + 1)};
                steps.add(new Step(
                        "wave-" + s,
                        t,
                        start + t * (long) SECOND,
                        features,
                        Step.NONE,
                        target,
                        Step.NONE,
                        1f,
                        t == length - 1));
            }
        }
        steps.sort(Comparator.comparingLong(Step::eventTime));
        return new TestStream(List.copyOf(steps));
    }

    static float wave(double phase, int t) {
        return (float) Math.sin(phase + 0.7 * t);
    }

    /** The server's training totals if each step was counted once. */
    long hash() {
        return steps.stream().mapToLong(StepHash::of).sum();
    }

    /** The same steps, but nobody says where every second sequence ends. */
    TestStream halfOpen() {
        return new TestStream(steps.stream()
                .map(step -> step.sequenceId().hashCode() % 2 == 0 ? step : withoutEnd(step))
                .toList());
    }

    /** The same, but from so many seconds on the truth is the opposite. */
    TestStream reversedFrom(int seconds) {
        return new TestStream(steps.stream()
                .map(step -> step.eventTime() < seconds * (long) SECOND ? step : reversed(step))
                .toList());
    }

    private static Step reversed(Step step) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.features(),
                step.token(),
                new float[] {-Objects.requireNonNull(step.target())[0]},
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    /** The same so many seconds later, in sequences of other names. */
    TestStream moved(String prefix, int seconds) {
        return new TestStream(steps.stream()
                .map(step -> new Step(
                        prefix + "-" + step.sequenceId(),
                        step.step(),
                        step.eventTime() + seconds * (long) SECOND,
                        step.features(),
                        step.token(),
                        step.target(),
                        step.label(),
                        step.weight(),
                        step.endOfSequence()))
                .toList());
    }

    /** The same in {@code parts} pieces, one after the other. */
    List<TestStream> parts(int parts) {
        int size = (steps.size() + parts - 1) / parts;
        List<TestStream> pieces = new ArrayList<>();
        for (int from = 0; from < steps.size(); from += size) {
            pieces.add(new TestStream(steps.subList(from, Math.min(from + size, steps.size()))));
        }
        return pieces;
    }

    /** Windows of {@code every} steps, of which only a sequence's last is shorter, that the steps come to. */
    long windows(int every) {
        return steps.stream()
                .filter(step -> step.endOfSequence() || (step.step() + 1) % every == 0)
                .count();
    }

    /** Steps of the windows of {@code every} steps that are whole before the newest round of {@code seconds}. */
    long trainedBeforeTheNewestRound(int every, int seconds) {
        long round = seconds * (long) SECOND;
        long newest = end() / round * round;
        return steps.stream()
                .filter(step -> step.endOfSequence() || (step.step() + 1) % every == 0)
                .filter(step -> step.eventTime() < newest)
                .mapToLong(step -> step.step() % every + 1)
                .sum();
    }

    /** Event time of the newest step. */
    long end() {
        return steps.stream().mapToLong(Step::eventTime).max().orElseThrow();
    }

    private static Step withoutEnd(Step step) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.features(),
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                false);
    }

    /** Writes the steps in order, where Kafka puts their keys; throws where one of them did not arrive. */
    void send(String bootstrapServers, String topic) throws Exception {
        send(bootstrapServers, topic, step -> null);
    }

    /** Writes the steps in order, each into the partition that {@code partition} says. */
    void send(String bootstrapServers, String topic, Function<Step, @Nullable Integer> partition) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Step step : steps) {
                byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(
                        new ProducerRecord<>(topic, partition.apply(step), key, wire.encode(timestep(step)))));
            }
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    static Timestep timestep(Step step) {
        float[] target = step.target();
        return Timestep.newBuilder()
                .setSequenceId(step.sequenceId())
                .setStep(step.step())
                .setEventTime(Instant.ofEpochMilli(step.eventTime()))
                .setFeatures(List.of(step.features()[0], step.features()[1]))
                .setTarget(target == null ? null : List.of(target[0]))
                .setLabel(step.label() == Step.NONE ? null : step.label())
                .setWeight(step.weight())
                .setEndOfSequence(step.endOfSequence())
                .build();
    }
}
