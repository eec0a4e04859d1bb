package io.backflow.jobs.state;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;

/**
 * Options of RocksDB for jobs whose sequences do not fit a worker's memory: each step reads the state of one key and
 * writes it, and no range is read but at a restart. The class is the value of
 * {@code state.backend.rocksdb.options-factory}. It sets what Flink has no key for and leaves all else as it is:
 *
 * <ul>
 *   <li>A filter in each memtable, of {@value #FILTER_PART} of its size: a key that has not been written since the last
 *       checkpoint is not looked for there.
 *   <li>No filter in the files of the last level: nearly each key that is looked for so far down is there. The first
 *       step of a new sequence reads a block for nothing.
 *   <li>A hash index in each data block: a key is found in a block of any size without a search.
 * </ul>
 *
 * <p>These are options of files that are yet to be written. State that was written with other options is read as
 * before, and a job without this class reads what was written with it.
 */
public final class PointLookups implements RocksDBOptionsFactory {

    private static final long serialVersionUID = 1L;

    /** About 20 bits a key where states have 500 bytes. */
    private static final double FILTER_PART = 0.005;

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handles) {
        return current;
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(ColumnFamilyOptions current, Collection<AutoCloseable> handles) {
        return current.setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(FILTER_PART)
                .setOptimizeFiltersForHits(true)
                .setTableFormatConfig(
                        blocks(current).setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
    }

    /** What Flink has set of the blocks by its own keys. */
    private static BlockBasedTableConfig blocks(ColumnFamilyOptions current) {
        return current.tableFormatConfig() instanceof BlockBasedTableConfig known ? known : new BlockBasedTableConfig();
    }
}
