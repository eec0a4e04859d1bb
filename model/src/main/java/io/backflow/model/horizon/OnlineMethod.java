package io.backflow.model.horizon;

/** Which part of the influence of parameters on the state is carried forward. */
public enum OnlineMethod {
    /** All of it: real-time recurrent learning (Williams and Zipser, 1989), exact within a layer. */
    RTRL,
    /**
     * That of a unit's own parameters on the unit: SnAp-1 (Menick, Elsen, Evci, Osindero, Simonyan and Graves, 2021);
     * an approximation, exact on a diagonal layer and on an LRU.
     */
    SNAP1
}
