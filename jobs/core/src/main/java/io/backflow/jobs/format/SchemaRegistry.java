package io.backflow.jobs.format;

import org.apache.avro.Schema;

/** Where writers' schemas are. */
public interface SchemaRegistry {

    /**
     * The schema called {@code id}; waits for a registry that does not answer.
     *
     * @throws RecordException where the registry does not know it, or where it is no Avro schema
     * @throws RegistryException where the registry does not answer; no record is at fault
     */
    Schema schema(SchemaId id) throws RecordException;
}
