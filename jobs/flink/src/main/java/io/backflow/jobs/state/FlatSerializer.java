package io.backflow.jobs.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What hand-written serializers of mutable state have in common. A subclass has a public constructor without arguments,
 * and holds no configuration.
 */
public abstract class FlatSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    protected FlatSerializer(Class<T> type) {
        this.type = type;
    }

    /** Refuses a layout that this build cannot read; a restart would not help. */
    protected final void checkLayout(byte found, byte known) throws IOException {
        if (found != known) {
            throw new UnknownLayoutException(type.getSimpleName() + " was written in layout " + found
                    + "; this build reads layout " + known + ", restore with the build that wrote it or newer");
        }
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T createInstance() {
        throw new UnsupportedOperationException("a " + type.getSimpleName() + " has no blank form");
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public int hashCode() {
        return getClass().hashCode();
    }
}
