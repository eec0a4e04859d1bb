package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Reservoir;
import io.backflow.model.MinibatchRow;

/**
 * The past windows of a worker's sequences that are kept to be replayed, apart from the sequences' states: a slot is
 * read and written alone.
 */
public interface KeptWindows {

    /** What is in use of the slots of sequence {@code id}; empty where nothing was kept. */
    Reservoir reservoir(String id);

    /** Writes what is in use of the slots of sequence {@code id}. */
    void keep(String id, Reservoir reservoir);

    /** The window in a slot that is in use. */
    MinibatchRow window(String id, int slot);

    /** Writes {@code window} into a slot. */
    void keep(String id, int slot, MinibatchRow window);

    /** Empties a slot. */
    void drop(String id, int slot);

    /** Empties all slots of sequence {@code id}. */
    void clear(String id);
}
