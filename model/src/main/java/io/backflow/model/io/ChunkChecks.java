package io.backflow.model.io;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the chunks of an HDF5 dataset must be before they are decoded: each chunk of the shape is there and no other
 * one, a chunk is hardly larger than the tensor, and none inflates to more than a chunk holds. The library that decodes
 * them takes the sizes that a chunk claims.
 */
final class ChunkChecks {

    /** The largest chunk, in bytes, that h5py chooses by itself; a tensor may be smaller than its only chunk. */
    private static final int LARGEST_CHOSEN = 1 << 20;

    /** In bytes, behind each chunk. */
    private static final int CHECKSUM = 4;

    private static final String DEFLATE = "deflate";
    private static final Set<String> FILTERS = Set.of(DEFLATE, "shuffle", "fletcher32");

    private final TensorChecks checks;
    private final ChunkedDataset dataset;
    private final int[] shape;
    private final int[] chunk;
    private final long chunkBytes;
    private final boolean deflated;

    ChunkChecks(TensorChecks checks, ChunkedDataset dataset, int... shape) {
        this.checks = checks;
        this.dataset = dataset;
        this.shape = shape;
        this.chunk = dataset.getChunkDimensions();
        this.chunkBytes = checkedChunk();
        this.deflated = checkedFilters(dataset.getFilters());
    }

    /** Returns the bytes of a chunk. */
    private long checkedChunk() {
        long limit = (long) NamedTensor.size(shape) * Float.BYTES + LARGEST_CHOSEN;
        long bytes = chunk.length == shape.length ? Float.BYTES : 0;
        for (int length : chunk) {
            bytes = length < 1 || bytes > limit ? 0 : bytes * length;
        }
        if (bytes < 1 || bytes > limit) {
            throw checks.refused(
                    "has chunks of " + Arrays.toString(chunk) + " values; its shape is " + Arrays.toString(shape));
        }
        return bytes;
    }

    private boolean checkedFilters(List<PipelineFilterWithData> filters) {
        boolean inflates = false;
        for (PipelineFilterWithData filter : filters) {
            if (!FILTERS.contains(filter.getName())
                    || inflates && filter.getName().equals(DEFLATE)) {
                throw checks.refused("is stored with the filters "
                        + filters.stream().map(PipelineFilterWithData::getName).toList()
                        + "; store it with gzip or without compression");
            }
            inflates |= filter.getName().equals(DEFLATE);
        }
        return inflates;
    }

    /** Refuses a dataset whose chunks are not those of its shape. */
    void require() {
        long stored = 0;
        int[] offset = new int[shape.length];
        do {
            ByteBuffer raw = dataset.getRawChunkBuffer(offset);
            stored += raw.remaining();
            long decoded = deflated ? inflated(raw) : raw.remaining();
            if (decoded < chunkBytes || decoded > chunkBytes + CHECKSUM) {
                throw checks.refused("has a chunk of " + (decoded > chunkBytes ? "more than " + chunkBytes : decoded)
                        + " bytes at " + Arrays.toString(offset) + "; it must have " + chunkBytes);
            }
        } while (advance(offset));
        if (dataset.getStorageInBytes() != stored) {
            throw checks.refused("takes " + dataset.getStorageInBytes() + " bytes in the file; the chunks of its shape "
                    + "take " + stored);
        }
    }

    /** To the next chunk in row-major order; false after the last one. */
    private boolean advance(int... offset) {
        for (int axis = offset.length - 1; axis >= 0; axis--) {
            offset[axis] += chunk[axis];
            if (offset[axis] < shape[axis]) {
                return true;
            }
            offset[axis] = 0;
        }
        return false;
    }

    /** Returns the number of bytes that {@code raw} inflates to, counted no further than is needed to refuse them. */
    private long inflated(ByteBuffer raw) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(raw);
            byte[] scratch = new byte[4096];
            long bytes = 0;
            while (!inflater.finished() && bytes <= chunkBytes + CHECKSUM) {
                int length = inflater.inflate(scratch);
                if (length == 0) {
                    throw new DataFormatException("it ends early");
                }
                bytes += length;
            }
            return bytes;
        } catch (DataFormatException e) {
            throw checks.refused("has a chunk that cannot be inflated: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
