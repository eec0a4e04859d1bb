package io.backflow.jobs.kafka;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads answers to commands in the topic {@code progress}. Not thread-safe. */
public final class CommandAnswerDecoder {

    private static final String INFIX = "/control/";

    private final Wire<io.backflow.schema.CommandAnswer> wire = Wire.of(
            io.backflow.schema.CommandAnswer.class,
            io.backflow.schema.CommandAnswer.getClassSchema(),
            Wire.ONE_MEBIBYTE);

    /** Key of the answers of a run's jobs of one kind; names of runs have no slash. */
    static String key(String run, JobKind kind) {
        return run + INFIX + kind.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a record of the topic is an answer, by its key. */
    public static boolean isAnswer(byte @Nullable [] key) {
        return text(key).contains(INFIX);
    }

    static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** What a job wrote. */
    public CommandAnswer decode(byte[] value) throws WireException {
        io.backflow.schema.CommandAnswer record = wire.decode(value);
        return new CommandAnswer(
                new CommandId(record.getPartition(), record.getOffset()),
                Command.Kind.valueOf(record.getCommand().name()),
                record.getApplied(),
                record.getDetail(),
                record.getSession(),
                record.getVersion());
    }
}
