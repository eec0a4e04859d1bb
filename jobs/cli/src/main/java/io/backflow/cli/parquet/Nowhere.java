package io.backflow.cli.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Where the library's readers of columns could put whole records, and are never asked to: values are taken singly. */
final class Nowhere extends GroupConverter {

    private final GroupType group;

    Nowhere(GroupType group) {
        this.group = group;
    }

    @Override
    public Converter getConverter(int field) {
        Type type = group.getType(field);
        return type.isPrimitive() ? new PrimitiveConverter() {} : new Nowhere(type.asGroupType());
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
}
