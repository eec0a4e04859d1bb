"""Trains the network of docs/tutorial.md in Keras, and saves its weights.

    pip install keras jax
    KERAS_BACKEND=jax python storms_keras.py storms.csv storms.weights.h5

Scale, target and loss are those of the configuration in the tutorial: the rows after the first 85 % of the time are not
used. storms.weights.h5 beside this file is what it wrote with Keras 3.15.1 on JAX 0.10.2.
"""
import csv
import sys
from datetime import datetime

import keras
import numpy as np

COLUMNS = ["lat_deg", "lon_deg", "wind_kt", "pressure_hpa"]
MEAN = np.array([27, -62, 52, 993], "float32")
DEVIATION = np.array([10, 20, 26, 19], "float32")

keras.utils.set_random_seed(1)


def storms(file):
    """Rows of each storm, as times and normalised columns."""
    sequences = {}
    with open(file, newline="") as table:
        for row in csv.DictReader(table):
            time = datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
            sequences.setdefault(row["storm"], []).append((time, [float(row[c]) for c in COLUMNS]))
    return [
        ([time for time, _ in rows], (np.array([x for _, x in rows], "float32") - MEAN) / DEVIATION)
        for rows in sequences.values()
    ]


def batches(sequences):
    """Padded inputs, the changes to the next row as targets, and 1 where there is one to learn from."""
    times = [time for rows, _ in sequences for time in rows]
    end = min(times) + 0.85 * (max(times) - min(times))
    longest = max(len(rows) for rows, _ in sequences)
    x = np.zeros((len(sequences), longest, len(COLUMNS)), "float32")
    y = np.zeros_like(x)
    weight = np.zeros((len(sequences), longest), "float32")
    for i, (rows, values) in enumerate(sequences):
        known = sum(time < end for time in rows)
        x[i, : len(values)] = values
        y[i, : len(values) - 1] = values[1:] - values[:-1]
        weight[i, : max(0, known - 1)] = 1
    return x, y, weight


x, y, weight = batches(storms(sys.argv[1]))
model = keras.Sequential([
    keras.Input((None, len(COLUMNS))),
    keras.layers.GRU(32, return_sequences=True),
    keras.layers.Dense(len(COLUMNS)),
])
model.compile(keras.optimizers.Adam(0.003), keras.losses.Huber())
model.fit(x, y, sample_weight=weight, batch_size=16, epochs=2, verbose=2)
model.save_weights(sys.argv[2])
