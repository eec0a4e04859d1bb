package io.backflow.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VarintsTest {

    private final DataOutputSerializer out = new DataOutputSerializer(16);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, -64, 64, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberIsReadAsItWasWritten(long value) throws IOException {
        Varints.write(value, out);

        assertThat(Varints.read(written())).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 1 << 20, Integer.MAX_VALUE})
    void aCountIsReadAsItWasWrittenEitherWay(int count) throws IOException {
        Varints.write(count, out);
        Varints.writeUnsigned(count, out);
        DataInputDeserializer in = written();

        assertThat(Varints.readCount(in)).isEqualTo(count);
        assertThat(Varints.readUnsignedCount(in)).isEqualTo(count);
        assertThat(in.available()).isZero();
    }

    @Test
    void smallNumbersTakeOneByte() throws IOException {
        Varints.write(-64, out);
        Varints.write(63, out);
        Varints.writeUnsigned(127, out);

        assertThat(out.length()).isEqualTo(3);
    }

    @Test
    void whatIsNoCountIsRefused() throws IOException {
        Varints.write(-1, out);
        assertThatThrownBy(() -> Varints.readCount(written())).hasMessage("a list of -1 elements");

        out.clear();
        Varints.writeUnsigned(1L << 31, out);
        assertThatThrownBy(() -> Varints.readUnsignedCount(written())).hasMessage("a list of 2147483648 elements");
    }

    @Test
    void aNumberThatDoesNotEndIsRefused() {
        byte[] more = new byte[20];
        Arrays.fill(more, (byte) 0x80);

        assertThatThrownBy(() -> Varints.read(new DataInputDeserializer(more)))
                .hasMessage("a number has more than 64 bits");
    }

    private DataInputDeserializer written() {
        return new DataInputDeserializer(out.getCopyOfBuffer());
    }
}
