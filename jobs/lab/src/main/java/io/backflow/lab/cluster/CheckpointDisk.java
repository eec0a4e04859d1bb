package io.backflow.lab.cluster;

/** What a cluster's checkpoints are written to. It can be made full for a while. */
public interface CheckpointDisk extends AutoCloseable {

    /** Leaves no room. To be repeated while it is to stay full: a checkpoint that is deleted makes room. */
    void fill();

    /** Gives back the room that {@link #fill} took. */
    void free();

    /** What {@link #fill} does, as a clause. */
    String fullness();

    @Override
    void close();
}
