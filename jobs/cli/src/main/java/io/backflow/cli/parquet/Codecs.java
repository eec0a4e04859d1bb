package io.backflow.cli.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Decompresses pages without Hadoop's codecs. What a page claims to hold is checked before memory is taken. */
final class Codecs implements CompressionCodecFactory {

    private static final int LARGEST_PAGE = 1 << 28;

    /** Fills {@code to} and returns how many bytes there are. */
    private interface Method {
        int decompress(byte[] from, byte[] to) throws IOException;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED ->
                new Decompressor((from, to) -> {
                    System.arraycopy(from, 0, to, 0, Math.min(from.length, to.length));
                    return from.length;
                });
            case SNAPPY ->
                new Decompressor((from, to) -> Snappy.uncompressedLength(from) > to.length
                        ? Snappy.uncompressedLength(from)
                        : Snappy.uncompress(from, 0, from.length, to, 0));
            case GZIP -> new Decompressor(Codecs::gunzip);
            case ZSTD -> new Decompressor((from, to) -> (int) Zstd.decompress(to, from));
            default ->
                throw new IllegalArgumentException(
                        "it is compressed with " + codec + ", and snappy, gzip, zstd and no compression are read");
        };
    }

    private static int gunzip(byte[] from, byte[] to) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(from))) {
            int read = in.readNBytes(to, 0, to.length);
            return in.read() < 0 ? read : to.length + 1;
        }
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("files are read only");
    }

    @Override
    public void release() {}

    private record Decompressor(Method method) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(decompressed(bytes.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size) throws IOException {
            byte[] from = new byte[compressedSize];
            input.get(from);
            output.put(decompressed(from, size));
        }

        private byte[] decompressed(byte[] from, int size) throws IOException {
            if (size < 0 || size > LARGEST_PAGE) {
                throw new IOException("a page claims " + size + " bytes, more than " + LARGEST_PAGE + " are not read");
            }
            byte[] to = new byte[size];
            int length = method.decompress(from, to);
            if (length != size) {
                throw new IOException("a page claims " + size + " bytes and holds others");
            }
            return to;
        }

        @Override
        public void release() {}
    }
}
