package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RateChange;
import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Contribution.RoundNorm;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.state.FlatTotals;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a contribution: a byte that says which message it is, the shard, and what that message has. Values of
 * gradients and deltas are rounded as {@link Encoding} says; everything else keeps every bit.
 */
final class ContributionSerializer extends MessageSerializer<Contribution> {

    private static final long serialVersionUID = 1L;

    private static final byte WORKER_UPDATE = 1;
    private static final byte ROUND_PART = 2;
    private static final byte ROUND_SUM = 3;
    private static final byte ROUND_NORM = 4;
    private static final byte WORKER_SLOTS = 5;
    private static final byte RATE_CHANGE = 6;
    private static final byte ROLLBACK = 7;

    private final Encoding encoding;
    private final PackedVector values;
    private final PackedVector exact = new PackedVector(Encoding.FLOAT32);

    ContributionSerializer(Encoding encoding) {
        super(Contribution.class);
        this.encoding = encoding;
        values = new PackedVector(encoding);
    }

    @Override
    public void serialize(Contribution contribution, DataOutputView out) throws IOException {
        if (contribution instanceof WorkerUpdate update) {
            begin(WORKER_UPDATE, update, out);
            write(update.sender(), out);
            out.writeLong(update.number());
            write(update.share(), out);
        } else if (contribution instanceof RoundPart part) {
            begin(ROUND_PART, part, out);
            write(part.sender(), out);
            out.writeLong(part.round());
            write(part.share(), out);
        } else if (contribution instanceof RoundSum sum) {
            begin(ROUND_SUM, sum, out);
            out.writeLong(sum.round());
            write(sum.share(), out);
            out.writeDouble(sum.squaredNorm());
        } else if (contribution instanceof RoundNorm norm) {
            begin(ROUND_NORM, norm, out);
            out.writeInt(norm.origin());
            out.writeLong(norm.round());
            out.writeDouble(norm.squaredNorm());
        } else if (contribution instanceof WorkerSlots message) {
            begin(WORKER_SLOTS, message, out);
            out.writeLong(message.slots().updates());
            out.writeLong(message.slots().since());
            exact.write(message.slots().values(), out);
        } else if (contribution instanceof RateChange change) {
            begin(RATE_CHANGE, change, out);
            out.writeDouble(change.rate());
        } else if (contribution instanceof Rollback rollback) {
            begin(ROLLBACK, rollback, out);
            out.writeLong(rollback.number());
            exact.write(rollback.values(), out);
        } else {
            throw new IllegalArgumentException("no form for a " + contribution.getClass());
        }
    }

    @Override
    public Contribution deserialize(DataInputView in) throws IOException {
        byte kind = in.readByte();
        int shard = in.readInt();
        return switch (kind) {
            case WORKER_UPDATE -> new WorkerUpdate(shard, readSender(in), in.readLong(), readShare(in));
            case ROUND_PART -> new RoundPart(shard, readSender(in), in.readLong(), readShare(in));
            case ROUND_SUM -> new RoundSum(shard, in.readLong(), readShare(in), in.readDouble());
            case ROUND_NORM -> new RoundNorm(shard, in.readInt(), in.readLong(), in.readDouble());
            case WORKER_SLOTS -> new WorkerSlots(shard, readSlots(in));
            case RATE_CHANGE -> new RateChange(shard, in.readDouble());
            case ROLLBACK -> new Rollback(shard, in.readLong(), exact.read(in));
            default -> throw new IOException("a contribution of kind " + kind);
        };
    }

    private static void begin(byte kind, Contribution contribution, DataOutputView out) throws IOException {
        out.writeByte(kind);
        out.writeInt(contribution.shard());
    }

    private static void write(Sender sender, DataOutputView out) throws IOException {
        out.writeInt(sender.worker());
        out.writeInt(sender.workers());
    }

    private static Sender readSender(DataInputView in) throws IOException {
        return new Sender(in.readInt(), in.readInt());
    }

    private void write(Share share, DataOutputView out) throws IOException {
        Change change = share.change();
        out.writeBoolean(change != null);
        if (change != null) {
            out.writeLong(change.baseVersion());
            values.write(change.values(), out);
        }
        out.writeDouble(share.divisor());
        FlatTotals.write(share.totals(), out);
        write(share.losses(), out);
        write(share.features().values(), out);
    }

    private static void write(Losses losses, DataOutputView out) throws IOException {
        out.writeDouble(losses.sum());
        out.writeDouble(losses.weight());
        write(losses.byGroup(), out);
    }

    private static void write(double[] numbers, DataOutputView out) throws IOException {
        out.writeInt(numbers.length);
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    private static FeatureSums readFeatures(DataInputView in) throws IOException {
        double[] values = readNumbers(in);
        return values.length == 0 ? FeatureSums.NONE : new FeatureSums(values);
    }

    private Share readShare(DataInputView in) throws IOException {
        Change change = in.readBoolean() ? readChange(in) : null;
        return new Share(change, in.readDouble(), FlatTotals.read(in), readLosses(in), readFeatures(in));
    }

    private static Losses readLosses(DataInputView in) throws IOException {
        double sum = in.readDouble();
        double weight = in.readDouble();
        return new Losses(sum, weight, readNumbers(in));
    }

    private static double[] readNumbers(DataInputView in) throws IOException {
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    private Change readChange(DataInputView in) throws IOException {
        long baseVersion = in.readLong();
        return new Change(values.read(in), baseVersion);
    }

    private Slots readSlots(DataInputView in) throws IOException {
        long updates = in.readLong();
        long since = in.readLong();
        return new Slots(exact.read(in), updates, since);
    }

    @Override
    public TypeSerializer<Contribution> duplicate() {
        return new ContributionSerializer(encoding);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContributionSerializer serializer && serializer.encoding == encoding;
    }

    @Override
    public int hashCode() {
        return encoding.hashCode();
    }
}
