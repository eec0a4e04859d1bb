package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.server.Beginning;
import io.backflow.model.ParameterLayout;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks up what a run has published, before it begins anew. */
final class ParametersLog {

    private static final Duration POLL = Duration.ofMillis(200);

    /** The newest manifest is among the last records, unless other runs publish to the same topic. */
    private static final long FIRST_LOOK = 1024;

    private static final long WIDER = 16;

    private final KafkaConfig kafka;
    private final String run;
    private final ModelLimits limits;
    private final Duration timeout;

    /**
     * Of the run of {@code config}, and models of its form.
     *
     * @param timeout how long the brokers have to answer
     */
    ParametersLog(JobConfig config, Duration timeout) {
        this(
                config.kafka(),
                config.job().run(),
                ModelLimits.forModelsOf(
                        ParameterLayout.of(config.model()).size(),
                        config.server().shards()),
                timeout);
    }

    /**
     * Of a run.
     *
     * @param limits of its models
     * @param timeout how long the brokers have to answer
     */
    ParametersLog(KafkaConfig kafka, String run, ModelLimits limits, Duration timeout) {
        this.kafka = kafka;
        this.run = run;
        this.limits = limits;
        this.timeout = timeout;
    }

    /**
     * The run's newest version, by its manifest; whether all its chunks are there, and whether it is committed yet, is
     * not looked at.
     */
    Optional<PublishedRun> newest() {
        try (var consumer = consumer("read_uncommitted")) {
            Span all = Span.of(consumer, partition());
            for (long records = FIRST_LOOK; ; records *= WIDER) {
                Span span = new Span(Math.max(all.begin(), all.end() - records), all.end());
                NewestManifest newest = new NewestManifest(run);
                read(consumer, span, record -> {
                    newest.accept(record);
                    return false;
                });
                if (newest.found != null || span.begin() == all.begin()) {
                    return Optional.ofNullable(newest.found);
                }
            }
        }
    }

    /** The run's newest version that is whole and verified. */
    Optional<PublishedModel> newestWhole() {
        return whole(model -> false);
    }

    /** The run's version with this number, whole and verified; of several sessions' the newest. */
    Optional<PublishedModel> numbered(long version) {
        PublishedModel[] found = new PublishedModel[1];
        whole(model -> {
            found[0] = model.version().version() == version ? model : found[0];
            return false;
        });
        return Optional.ofNullable(found[0]);
    }

    /**
     * Version {@code id} of the run, whole and verified.
     *
     * @throws ConfigException where it is no longer there
     * @throws TimeoutException where the broker does not answer, which may change
     */
    ModelVersion read(VersionId id) {
        return whole(model -> model.version().id().equals(id))
                .filter(model -> model.version().id().equals(id))
                .map(PublishedModel::version)
                .orElseThrow(() -> new ConfigException("version " + id.version() + " of run " + run
                        + " is no longer in topic " + partition().topic()
                        + "; submit the job again to begin with the newest one"));
    }

    /** The version that {@code wanted} accepts, or else the newest one. */
    private Optional<PublishedModel> whole(Predicate<PublishedModel> wanted) {
        ModelAssembler assembler = new ModelAssembler(run, limits);
        PublishedModel[] newest = new PublishedModel[1];
        try (var consumer = consumer("read_committed")) {
            read(consumer, Span.of(consumer, partition()), record -> {
                Optional<PublishedModel> model = assembler.accept(record.key(), record.value());
                model.ifPresent(whole -> newest[0] = whole);
                return model.filter(wanted).isPresent();
            });
        }
        return Optional.ofNullable(newest[0]);
    }

    /** Feeds the records of {@code span} to {@code enough} until it says so. */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer, Span span, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
        consumer.seek(partition(), span.begin());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(partition()) < span.end()) {
            long before = consumer.position(partition());
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (enough.test(record)) {
                    return;
                }
            }
            if (consumer.position(partition()) > before) {
                deadline = System.nanoTime() + timeout.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("kafka.topics.parameters is "
                        + partition().topic() + ", of which the broker sent nothing for "
                        + timeout.toMillis() / 1000.0 + " s; look at the broker, and try again");
            }
        }
    }

    private TopicPartition partition() {
        return new TopicPartition(kafka.topics().parameters(), 0);
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Properties settings = kafka.clientProperties();
        settings.setProperty("isolation.level", isolation);
        settings.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        settings.putIfAbsent("max.partition.fetch.bytes", Integer.toString(16 << 20));
        var consumer = ShortLook.consumer(settings);
        consumer.assign(List.of(partition()));
        return consumer;
    }

    /** Records of the topic from {@code begin} up to, and without, {@code end}. */
    private record Span(long begin, long end) {
        static Span of(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
            return new Span(
                    consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L),
                    consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
        }
    }

    /** Remembers the newest of the manifests that it sees. */
    private static final class NewestManifest {

        private final Wire<ParameterManifest> wire =
                Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
        private final String run;
        private @Nullable PublishedRun found;

        NewestManifest(String run) {
            this.run = run;
        }

        void accept(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() == null
                    || record.value() == null
                    || !new String(record.key(), StandardCharsets.UTF_8).equals(run + "/manifest")) {
                return;
            }
            try {
                PublishedRun version = PublishedRun.of(wire.decode(record.value()));
                if (found == null || version.isNewerThan(found)) {
                    found = version;
                }
            } catch (WireException e) {
                // no reader can follow it either
            }
        }
    }

    /** Reads the version {@code version} where another server begins with it. */
    record Source(JobConfig config, VersionId version) implements Beginning.ModelSource {

        @Serial
        private static final long serialVersionUID = 1L;

        /** A server that begins has time, and the log may be long. */
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        @Override
        public ModelVersion read() {
            return new ParametersLog(config, PATIENCE).read(version);
        }
    }
}
