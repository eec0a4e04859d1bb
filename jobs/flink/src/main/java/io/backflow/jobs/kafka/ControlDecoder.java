package io.backflow.jobs.kafka;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.schema.Control;
import io.backflow.schema.Receiver;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the topic {@code control} for one job. Not thread-safe. */
final class ControlDecoder {

    private static final byte[] NO_VALUE = {};

    private final Wire<Control> wire = Wire.of(Control.class, Control.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String run;
    private final Receiver receiver;

    /**
     * @param run of the job
     * @param receiver what kind of job it is
     */
    ControlDecoder(String run, Receiver receiver) {
        this.run = run;
        this.receiver = receiver;
    }

    /** The command; null where the record is for another job. */
    @Nullable
    Command decode(ConsumerRecord<byte[], byte[]> record) throws WireException {
        Control control = wire.decode(record.value() == null ? NO_VALUE : record.value());
        boolean mine = control.getRun().isEmpty() || control.getRun().equals(run);
        if (!mine || receiver(control) != receiver) {
            return null;
        }
        return new Command(
                id(record),
                Command.Kind.valueOf(control.getCommand().name()),
                control.getSequenceId(),
                control.getLearningRate(),
                control.getVersion());
    }

    static CommandId id(ConsumerRecord<byte[], byte[]> record) {
        return new CommandId(record.partition(), record.offset());
    }

    private static Receiver receiver(Control control) {
        if (control.getReceiver() != null) {
            return control.getReceiver();
        }
        return switch (control.getCommand()) {
            case ROLL_BACK, FOLLOW -> Receiver.SCORING;
            default -> Receiver.TRAINING;
        };
    }
}
