package io.backflow.jobs.parameters;

/**
 * What a reader of published models is ready to hold; whatever claims more is ignored.
 *
 * @param values parameters of a model
 * @param slots values of the workers' optimizer slots; 0: they are not read
 * @param pendingBytes bytes of memory for chunks whose version is not complete yet
 */
public record ModelLimits(int values, long slots, long pendingBytes) {

    private static final int OVERLAPPING = 3;

    /** A reader that does not want the workers' slots. */
    public ModelLimits(int values, long pendingBytes) {
        this(values, 0, pendingBytes);
    }

    /** Enough for models of {@code values} parameters in {@code shards} parts, of which some versions may overlap. */
    public static ModelLimits forModelsOf(int values, int shards) {
        return forWorkersOf(values, shards, 0);
    }

    /**
     * The same for a worker that has {@code slotsPerParameter} optimizer slots for each of {@code values} parameters.
     */
    public static ModelLimits forWorkersOf(int values, int shards, int slotsPerParameter) {
        long slots = (long) values * slotsPerParameter;
        long chunks = (values + slots) / ModelRecords.CHUNK_VALUES + shards + 1;
        long bytes = Float.BYTES * (values + slots) + PendingChunks.OVERHEAD * chunks;
        return new ModelLimits(values, slots, OVERLAPPING * bytes + Float.BYTES * (long) ModelRecords.CHUNK_VALUES);
    }
}
