package io.backflow.jobs.kafka;

/**
 * What a reader of published models is ready to hold; whatever claims more is ignored.
 *
 * @param values parameters of a model
 * @param pendingBytes bytes of chunks whose version is not complete yet
 */
public record ModelLimits(int values, long pendingBytes) {

    /** Enough for models of {@code values} parameters, of which some versions may overlap. */
    public static ModelLimits forModelsOf(int values) {
        return new ModelLimits(values, 3L * Float.BYTES * values + Float.BYTES * (long) ModelRecords.CHUNK_VALUES);
    }
}
