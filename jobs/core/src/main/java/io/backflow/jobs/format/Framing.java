package io.backflow.jobs.format;

import org.jspecify.annotations.Nullable;

/** What a record says of its writer's schema. */
interface Framing {

    /**
     * A value or a key whose schema is named.
     *
     * @param id of the schema
     * @param from where the datum begins
     */
    record Framed(SchemaId id, int from) {}

    /** What the value of {@code record} is; null where it names no schema. */
    @Nullable
    Framed value(Incoming record);

    /** What the key of {@code record}, which is {@code key}, is; null where it names no schema. */
    @Nullable
    Framed key(Incoming record, byte[] key);

    /** What a value has that names its schema, for a message that begins with "neither". */
    String expected();
}
