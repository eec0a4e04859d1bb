package io.backflow.jobs.format;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was worked out for the schemas that were used last.
 *
 * @param <V> what a schema has
 */
final class SchemaCache<V> extends LinkedHashMap<SchemaId, V> {

    /** Schemas that are remembered. */
    static final int MOST_SCHEMAS = 1000;

    private static final long serialVersionUID = 1L;

    SchemaCache() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<SchemaId, V> eldest) {
        return size() > MOST_SCHEMAS;
    }
}
