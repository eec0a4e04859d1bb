"""Writes the model files of this folder with the programs that users have: Keras and PyTorch.

    pip install keras h5py jax torch safetensors
    KERAS_BACKEND=numpy python make.py

Each <name>.json holds the spec, an input and what the program itself predicted for it from a zero state.
Written with Keras 3.15.1 (NumPy backend), h5py 3.16.0, PyTorch 2.13.0 and safetensors 0.8.0.
"""
import json
import keras
import numpy as np
import torch
from keras import layers
from safetensors.torch import save_file

BATCH, TIME, INPUT, VOCABULARY, EMBEDDING, OUTPUTS = 2, 6, 3, 7, 4, 2
random = np.random.default_rng(5)
torch.manual_seed(5)


def values(shape):
    return random.uniform(-0.6, 0.6, shape).astype("float32")


def expectation(name, tokens, stack, inputs, predictions):
    spec = {
        "input": {"type": "tokens", "vocabulary": VOCABULARY, "embedding": EMBEDDING}
        if tokens
        else {"type": "features", "size": INPUT},
        "layers": stack,
        "head": {"units": OUTPUTS, "loss": {"type": "mse"}},
    }
    case = {
        "spec": spec,
        "batch": BATCH,
        "time": TIME,
        "inputs": np.asarray(inputs).ravel().tolist(),
        "predictions": np.asarray(predictions, dtype="float64").ravel().tolist(),
    }
    with open(name + ".json", "w") as file:
        json.dump(case, file)


def inputs(tokens):
    return random.integers(0, VOCABULARY, (BATCH, TIME)) if tokens else values((BATCH, TIME, INPUT))


def simple_rnn(units, activation="tanh"):
    return {"type": "simple_rnn", "units": units, "activation": activation, "dropout": 0.0}


def lstm(units):
    return {"type": "lstm", "units": units, "unit_forget_bias": True, "dropout": 0.0}


def gru(units, reset_after=True):
    return {"type": "gru", "units": units, "reset_after": reset_after, "dropout": 0.0}


def keras_layer(layer):
    common = {"return_sequences": True}
    if layer["type"] == "simple_rnn":
        return layers.SimpleRNN(layer["units"], activation=layer["activation"], **common)
    if layer["type"] == "lstm":
        return layers.LSTM(layer["units"], dropout=0.2, recurrent_dropout=0.1, **common)
    return layers.GRU(layer["units"], reset_after=layer["reset_after"], **common)


def with_keras(name, tokens, *stack):
    parts = [layers.Input((None,), dtype="int32"), layers.Embedding(VOCABULARY, EMBEDDING)]
    parts = parts if tokens else [layers.Input((None, INPUT))]
    model = keras.Sequential(
        [*parts, *map(keras_layer, stack), layers.Dropout(0.3), layers.Dense(OUTPUTS)]
    )
    for weight in model.trainable_weights:
        weight.assign(values(weight.shape))
    x = inputs(tokens)
    model.compile("adam", "mse")
    if name == "keras_compiled":
        model.optimizer.build(model.trainable_variables)
    model.save_weights(name + ".weights.h5")
    expectation(name, tokens, list(stack), x, model.predict(x, verbose=0))


class Torch(torch.nn.Module):
    def __init__(self, tokens, stack):
        super().__init__()
        kind = {"simple_rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[stack[0]["type"]]
        options = {"nonlinearity": stack[0]["activation"]} if kind is torch.nn.RNN else {}
        self.embedding = torch.nn.Embedding(VOCABULARY, EMBEDDING) if tokens else None
        width = EMBEDDING if tokens else INPUT
        self.rnn = kind(width, stack[0]["units"], len(stack), batch_first=True, **options)
        self.head = torch.nn.Linear(stack[0]["units"], OUTPUTS)

    def forward(self, x):
        return self.head(self.rnn(x if self.embedding is None else self.embedding(x))[0])


def with_torch(name, tokens, *stack):
    model = Torch(tokens, stack)
    x = torch.from_numpy(inputs(tokens))
    save_file(model.state_dict(), name + ".safetensors")
    expectation(name, tokens, list(stack), x, model(x).detach())


with_keras("keras_simple_rnn", False, simple_rnn(5))
with_keras("keras_lstm", False, lstm(5))
with_keras("keras_gru", False, gru(5))
with_keras("keras_gru_reset_before", False, gru(5, False))
with_keras("keras_compiled", False, lstm(4))
with_keras("keras_stack", True, lstm(5), gru(4), lstm(3), simple_rnn(3, "relu"))
with_torch("torch_simple_rnn", False, simple_rnn(5, "relu"))
with_torch("torch_lstm", False, lstm(5))
with_torch("torch_gru", False, gru(5))
with_torch("torch_lstm_2_tokens", True, lstm(5), lstm(5))
with_torch("torch_gru_2", False, gru(4), gru(4))
