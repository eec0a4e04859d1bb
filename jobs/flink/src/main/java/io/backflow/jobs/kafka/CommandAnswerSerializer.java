package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.JobKind;
import io.backflow.schema.Command;
import io.backflow.schema.Receiver;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What was done about commands, to the topic {@code progress}, under a key of its own. */
final class CommandAnswerSerializer implements KafkaRecordSerializationSchema<CommandAnswer> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final String run;
    private final String job;
    private final JobKind kind;
    private final LazyWire<io.backflow.schema.CommandAnswer> wire = new LazyWire<>(() -> Wire.of(
            io.backflow.schema.CommandAnswer.class,
            io.backflow.schema.CommandAnswer.getClassSchema(),
            Wire.ONE_MEBIBYTE));

    CommandAnswerSerializer(JobConfig config, JobKind kind) {
        topic = config.kafka().topics().progress();
        run = config.job().run();
        job = config.job().name();
        this.kind = kind;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            CommandAnswer answer, KafkaSinkContext context, @Nullable Long timestamp) {
        io.backflow.schema.CommandAnswer record = new io.backflow.schema.CommandAnswer(
                run,
                job,
                Receiver.valueOf(kind.name()),
                Instant.now(),
                answer.id().partition(),
                answer.id().offset(),
                Command.valueOf(answer.kind().name()),
                answer.applied(),
                answer.detail(),
                answer.session(),
                answer.version());
        return ProducerRecords.of(
                topic, CommandAnswerDecoder.key(run, kind), wire.get().encode(record));
    }
}
