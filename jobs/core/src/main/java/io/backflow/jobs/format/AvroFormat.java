package io.backflow.jobs.format;

import io.backflow.jobs.format.Framing.Framed;
import io.backflow.jobs.format.RecordException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Avro whose writers' schemas are in a registry. What a schema says of the mapped fields is worked out once. */
final class AvroFormat implements Format {

    /** How long an ID that the registry did not know is not asked for again. */
    static final long UNKNOWN_MILLIS = 30_000;

    private final Framing framing;
    private final SchemaRegistry registry;
    private final PathNode values;
    private final PathNode keys;
    private final LongSupplier clock;
    private final AvroInput input = new AvroInput();
    private final SchemaCache<Plan> valuePlans = new SchemaCache<>();
    private final SchemaCache<Plan> keyPlans = new SchemaCache<>();

    /**
     * What is known of a schema.
     *
     * @param node how its values are read; null: they are not
     * @param refusal why they are not read
     * @param until when it is forgotten, by the clock
     */
    private record Plan(@Nullable AvroNode node, @Nullable RecordException refusal, long until) {}

    /** @param clock in milliseconds */
    AvroFormat(Framing framing, SchemaRegistry registry, Slots slots, LongSupplier clock) {
        this.framing = framing;
        this.registry = registry;
        values = slots.values();
        keys = slots.keys();
        this.clock = clock;
    }

    @Override
    public void read(Incoming record, Fields fields) throws RecordException {
        byte[] value = record.value();
        Framed framed = framing.value(record);
        if (framed == null) {
            throw new RecordException(
                    Reason.NOT_FRAMED, "the value names no schema: it has neither " + framing.expected());
        }
        byte[] key = record.key();
        if (key != null && (keys.slot() != PathNode.NONE || keys.hasParts())) {
            key(record, key, fields);
            fields.refer(value);
        }
        datum(node(framed.id(), values, valuePlans), value, framed.from(), fields);
    }

    private void key(Incoming record, byte[] key, Fields fields) throws RecordException {
        Framed framed = framing.key(record, key);
        if (framed != null) {
            fields.refer(key);
            datum(node(framed.id(), keys, keyPlans), key, framed.from(), fields);
        } else if (keys.slot() != PathNode.NONE) {
            fields.text(keys.slot(), new String(key, StandardCharsets.UTF_8));
        }
    }

    private void datum(AvroNode node, byte[] bytes, int from, Fields fields) throws RecordException {
        input.reset(bytes, from);
        try {
            node.read(input, fields);
        } catch (ArithmeticException e) {
            throw AvroInput.malformed("a date is out of range");
        }
        if (input.remaining() > 0) {
            throw AvroInput.malformed(input.remaining() + " bytes are left over");
        }
    }

    private AvroNode node(SchemaId id, PathNode mapped, SchemaCache<Plan> plans) throws RecordException {
        Plan plan = plans.get(id);
        if (plan == null || plan.refusal() != null && plan.until() < clock.getAsLong()) {
            plan = plan(id, mapped);
            plans.put(id, plan);
        }
        AvroNode node = plan.node();
        RecordException refusal = plan.refusal();
        if (node != null) {
            return node;
        }
        throw refusal == null ? AvroInput.malformed("it is unknown") : refusal;
    }

    private Plan plan(SchemaId id, PathNode mapped) {
        try {
            Schema schema = registry.schema(id);
            return new Plan(AvroPlan.of(schema, mapped), null, Long.MAX_VALUE);
        } catch (RecordException e) {
            return new Plan(null, e, clock.getAsLong() + UNKNOWN_MILLIS);
        }
    }
}
