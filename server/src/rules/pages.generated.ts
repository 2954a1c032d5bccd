// Written by npm run generate, from docs/rules.

/** Why it fails on ZeroGPU, by rule. */
export const explanations: Readonly<Partial<Record<string, string>>> = {
  'cuda-init-at-module-scope':
    'There is no GPU in the main process. ZeroGPU intercepts what is needed to place weights (`.to("cuda")`, `is_available`, `empty_cache`, `manual_seed`, `synchronize`, …); everything else reaches the driver, and `spaces` raises on purpose: `CUDA must not be initialized in the main process`, or in newer versions `Low-level CUDA init reached`.',
  'duration-callable-async':
    'ZeroGPU calls the function and takes what comes back for a number of seconds. An `async` function gives a coroutine: `TypeError: unsupported type for timedelta seconds component: coroutine`, at every call, only on ZeroGPU.',
  'duration-callable-generator':
    'ZeroGPU calls the function and takes what comes back for a number of seconds. A function with a `yield` in it gives a generator, which is none, so every call fails with a `TypeError`, only on ZeroGPU.',
  'duration-callable-name-mismatch':
    'ZeroGPU hands the arguments over by position, in the order of the GPU function. A duration function that takes `(steps, width)` where the GPU function takes `(width, steps)` computes with 1024 steps and a width of 20, and no error tells you.',
  'duration-callable-no-return':
    '`None` is the way to ask for the default, so a forgotten `return` is no error: ZeroGPU silently takes 60 s, for short calls too many, for long ones too few.',
  'duration-callable-signature':
    'ZeroGPU calls the duration function with *exactly* the arguments of the GPU function. When Gradio is the caller these are all of its parameters, by position: the inputs, what Gradio fills in itself (`gr.Progress`, `gr.Request`, `gr.SelectData`, …), and the defaults of the others. One parameter forgotten is `TypeError: get_duration() takes 2 positional arguments but 3 were given`, for every visitor, and only on ZeroGPU: off it, nobody calls the duration function.',
  'duration-callable-uncapped':
    'Someone will enter 10000. The request then is for hours, and ZeroGPU refuses it as "illegal duration", or for more than the visitor has left. With a cap the long job at least starts, and you can say in the interface what fits.',
  'duration-callable-uses-gpu':
    "The duration function runs in the main process, *before* there is a GPU. CUDA is only emulated there: a model that lies on it can't be run, and `torch.cuda.mem_get_info()` raises. A call of another GPU function does work, and queues for a GPU only to find out how long to queue for one.",
  'duration-exceeds-anonymous':
    'A call is admitted when the visitor has the *requested* seconds left. Who has 120 s a day never has 180, so for visitors without an account the function fails every time, also on their first click.\n\nThis is a fact, not always a mistake. With the setting `zerogpu.visitorTier` you say for whom the Space is made: `unauthenticated` makes this a warning, `pro` switches it off.',
  'duration-exceeds-any':
    'A call is admitted when the visitor has the *requested* seconds left. What nobody has, nobody can run, unless they buy credits and the platform admits the length at all: it refuses calls it finds too long as "ZeroGPU illegal duration", and does not publish the limit. When you have found it out, put it into `zerogpu.maxDuration`.',
  'duration-exceeds-free':
    'A call is admitted when the visitor has the *requested* seconds left, so nobody with a free account can run the function, ever. What they see is "ZeroGPU illegal duration" or "ZeroGPU quota exceeded".\n\nIf the Space is made for PRO accounts, say so with `zerogpu.visitorTier: "pro"`; then this rule is silent.',
  'duration-fraction-truncated':
    'What is sent is `timedelta.seconds`, a whole number: 59.9 becomes 59, and 0.5 becomes 0, no time at all.',
  'duration-missing':
    'Without `duration`, a call asks for 60 seconds. The request is checked, not the time used: a ten-second job is refused when the visitor has 50 seconds of quota left, and it waits in the queue behind shorter requests. A job that needs 70 seconds is stopped at 60. Say what the slowest realistic input takes; a function of the same parameters can say it per call.',
  'duration-not-number':
    '`spaces` turns the value into `timedelta(seconds=…)` when the function is called. Text has no seconds, so the call ends in `TypeError: unsupported type for timedelta seconds component: str`. It does so only on ZeroGPU, for off ZeroGPU the decorator never looks at the value. A truth value does pass: `True` is one second.',
  'duration-not-positive':
    'Zero seconds is no time. A negative number does not mean "no limit" either: `spaces` sends `timedelta.seconds`, and Python counts those from the start of the day, so `-1` arrives as 86399 s, and the answer is "ZeroGPU illegal duration".',
  'duration-wraps-day':
    'What is sent is `timedelta.seconds`: the seconds *within* a day. Whole days are lost, so 90000 becomes 3600, and a `timedelta(days=1)` becomes nothing.',
  'gpu-async-function':
    '`spaces.GPU` runs plain functions and generators in a worker process. On ZeroGPU it answers a coroutine function with a bare `NotImplementedError` at the moment of decorating, so the Space does not even start. Anywhere else the decorator does nothing and everything works.',
  'gpu-call-in-loop':
    "Every call from outside is a new request: it waits in the queue, asks for its whole `duration`, is sent to a worker that may have to load the models first, and sends its result back. Eight pictures cost eight times all that, and when the visitor's quota runs out at the sixth, the five finished ones are lost. Inside a worker, a call to another GPU function is a plain call: decorate the function that owns the loop, and the whole loop is one request.",
  'gradio-time-limit-confusion':
    "`time_limit` ends streaming events, such as a webcam's, and does nothing for others. How long a function may hold the GPU is its `duration`, 60 s without one (as of 2026-07-21).",
  'lazy-model-load':
    'Elsewhere "load once, on first use" is good manners. On ZeroGPU the body of a GPU function runs in a forked worker, and what it assigns stays there: the main process never sees it, and neither does the next worker. Most calls meet a new worker, so most visitors wait for the load, and it is billed to them as GPU time. A model on `cuda` at module scope is packed once when the app starts and streamed to each worker.',
  'model-load-in-gpu':
    "The seconds of a GPU function are the visitor's quota, whether the GPU is busy or the disk is. A model that is read inside the function is read again for every call, and what was read is thrown away with the call. ZeroGPU is built for the opposite: place the model on `cuda` at module scope, where CUDA is emulated, and it is moved to the worker's GPU by a fast path.",
  'module-scope-inference':
    'At module scope ZeroGPU only emulates CUDA, so that weights can be *placed*. Computing there runs on the CPU copy (minutes for a diffusion model, within the start-up timeout) or ends in `CUDA must not be initialized in the main process` as soon as an operation is not intercepted. A warm-up achieves nothing either: kernels, caches and graphs belong to a process that will never own a GPU.',
  'no-gpu-function':
    'When the app has started, `spaces` reports its GPU functions to the platform. Without any, the platform stops the Space: "No @spaces.GPU function detected during startup". An app that needs no GPU at all belongs on other hardware.',
  'python-version-unquoted':
    'To YAML `3.10` and `3.1` are the same number, and so are `3.20` and `3.2`. The Space asks for a Python that does not exist, or gets another one than you tested with. `3.12` happens to survive, which is why it is only a hint; `3.10.13` is no number and needs no quotes.',
  'requirements-spaces-pin':
    'ZeroGPU builds a Space with one pip run over your requirements *and* its own, and among its own is `spaces` pinned to a version that the platform chooses and moves (0.51.3 in September 2026). Two pins to different versions end in `ResolutionImpossible`. A pin that fits today breaks the next build after the platform moves on.',
  'return-cuda-tensor':
    "What a GPU function returns is pickled in its worker and unpickled in the main process. That process has no GPU, so a CUDA tensor can't be rebuilt there and the request dies with a CUDA initialisation error. On a machine with a GPU the decorator does nothing, and the same code works.",
  'sdk-not-gradio':
    'ZeroGPU hardware can be chosen for Gradio Spaces only. In a Docker or static Space `spaces.GPU` does nothing: the function runs on whatever the Space has, which is no GPU unless you rent one. If the Space is meant for rented hardware, suppress this finding.',
  'second-gpu':
    'However large the card, a worker sees exactly one device. At module scope the emulation fails with a bare `AssertionError` for any index but 0; in a GPU function CUDA answers `invalid device ordinal`.',
  'stub-spaces-import':
    'It does not fail: it is code that is never needed. The package is installed on every Gradio Space, and off ZeroGPU its decorator already hands your function back unchanged, so `pip install spaces` is all a laptop needs. The substitute costs readers and hides mistakes: it accepts what the real decorator refuses.',
  'torch-compile':
    "Compiled code lives in the process that compiled it, and on ZeroGPU most requests meet a fresh one: the compilation, which takes minutes, would be paid out of the quota of every visitor. The workers can't even start the processes that the compiler uses. Compile once, ahead of time, with `spaces.aoti_compile`; workers load what comes out of it.",
  'unused-suppression':
    'It does not. But a suppression that has outlived its problem hides the next one at the same place.',
  'xlarge-cost':
    "The larger size is a whole GPU with 96 GB instead of half of one with 48 GB (as of 2026-07-21). It counts double: 60 s of it take 120 s from the visitor's quota, which is all that somebody without an account has in a day, and whole GPUs are waited for longer. It is not faster for a model that fits into the half.",
};
