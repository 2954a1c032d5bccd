// Written by npm run generate, from docs/rules.

/** Why it fails on ZeroGPU, by rule. */
export const explanations: Readonly<Partial<Record<string, string>>> = {
  'aoti-torch-too-old':
    'The helpers check the version and raise `ZeroGPU AoTI reuqires PyTorch 2.8+` (spelled so in the source).',
  'app-file-missing': 'The Hub has nothing to start and shows “no application file”.',
  'app-port-with-gradio':
    'Gradio Spaces listen on a fixed port, and ignore the key. An app that listens elsewhere because of it is not reachable.',
  'attn-flash2-without-package':
    'Transformers refuses to load: `FlashAttention2 has been toggled on, but it cannot be used`. Your machine may have the package; a Space only has what its requirements say. Listing `flash-attn` alone does not help either: without a prebuilt wheel it has to be compiled, and the build has no CUDA compiler.',
  'base-path-slash':
    'The path is appended to the address of the Space. Without the slash, the result is an address that does not exist.',
  'bitsandbytes-old':
    'The `spaces` package has to patch older releases while the app starts, and prints “ZeroGPU recommends bitsandbytes >= 0.46.0”.',
  'cancels-gpu-event':
    'Gradio stops waiting for the event, and the page is free again. The wrapper around the GPU function, however, waits until its worker is done, and the GPU is held until then. Visitors still benefit, which is why this is only a hint; what saves GPU time is a shorter `duration`, or a flag that the function checks, such as a file.',
  'capability-branch':
    "There is no card to ask while the app starts, so `spaces` answers with constants; in version 0.47, those of an H200 with compute capability 9.0. Since May 2026 the worker's GPU is a different one. A data type chosen by `>= 8` comes out the same; a kernel chosen by `== 9` does not run.",
  'client-hf-token-kw':
    'The client that comes with Gradio 6 calls the argument `token`. It no longer accepts the old name, so the call raises a `TypeError`.',
  'client-token-forwarding':
    "When a Space calls another one that runs on ZeroGPU, the call should be charged to the visitor, whose token comes in the header `x-ip-token`. The Python client passes it on by itself since 2.0, which came with Gradio 6.0. Older ones do not: all visitors then share the small quota of your Space's address, and soon read that it is used up. Clients from 1.6 on (Gradio 5.13) try to, but look for the visitor in a thread of their own, where there is none.",
  'color-invalid': 'The Hub rejects the push: “"colorFrom" must be one of …”.',
  'cpu-offload':
    'It does not fail, but it is slower. Offloading is made for small GPUs: parts of a pipeline are copied to the GPU when they are needed. ZeroGPU’s GPU is large, and what is on `cuda` at module scope reaches the worker by a fast path.',
  'cpu-work-in-gpu':
    'It does not fail; it costs. A GPU is reserved from the first to the last line of a GPU function, even while only the CPU or the network is busy, and the `duration`, which visitors must have left as quota, has to cover all of it. Work without CUDA belongs in the handler around the GPU function: it can run before the GPU is requested or after it is released, and the `duration` can then be shorter too.',
  'cuda-git-build':
    'The machine that builds a Space has no nvcc, and the environment in which pip compiles has no torch. Pure Python repositories such as diffusers or transformers need neither and are not reported.',
  'cuda-in-thread':
    'The emulation that lets you place weights without a GPU is a torch mode, and such a mode belongs to one thread: the one that imported `spaces`. In any other thread `.to("cuda")` is the real one, and there is no GPU: `CUDA must not be initialized in the main process`.',
  'cuda-in-undecorated-handler':
    'When the app starts, the tensors that were placed on `cuda` are packed for the workers and leave the main process. Running the model there ends in `Cannot apply function … on disk-offloaded Tensor`, in `CUDA must not be initialized in the main process`, or in `No CUDA GPUs are available`. Only the body of a GPU function has a GPU. Putting things on `cuda` is emulated at module scope, but only on the thread that imported `spaces`, and Gradio runs handlers on others.\n\nWhat reaches the real driver in the main process spoils the workers as well, even if its error is caught: they are forked from that process, so every later call of a GPU function fails with `No CUDA GPUs are available` before it begins, until the Space is restarted. Four authors (2026) saw this after a model had *generated on the CPU* in a handler (a Whisper pipeline of transformers, kokoro, a translator), and now run that model in a GPU function or in a process of its own. Other Spaces embed and classify on the CPU without harm, so work on the CPU is not reported.',
  'cuda-init-at-module-scope':
    'There is no GPU in the main process. ZeroGPU intercepts what is needed to place weights (`.to("cuda")`, `is_available`, `empty_cache`, `manual_seed`, `synchronize`, …); everything else reaches the driver, and `spaces` raises on purpose: `CUDA must not be initialized in the main process`, or in newer versions `Low-level CUDA init reached`.',
  'cuda-move-in-gpu':
    'It works, but slowly. A model that is on `cuda` at module scope is packed when the app starts and streamed to the GPU when a worker is made. A model that is on the CPU has to be copied by your code in every new worker, through pageable memory, while the GPU is held.',
  'cuda-sdist':
    "pip compiles such a package in an environment of its own, without torch and, on the machine that builds a Space, without nvcc: “No module named 'torch'”, “nvcc was not found”. A wheel that somebody compiled for the same torch and Python needs neither, and `kernels` downloads compiled kernels when the app starts.",
  'cuda-visible-devices':
    'It does not fail; it just does nothing: before the body of a GPU function runs, the worker sets the variable to the identifier of its own GPU and creates the CUDA context. What the app set is overwritten, and inside the function it is too late.',
  'custom-headers-invalid':
    'Only three cross-origin headers can be set, names and values in lower case. Any other is rejected or not sent.',
  'dataloader-workers-in-gpu':
    'With workers, each iteration over a DataLoader starts that many processes. A GPU worker is a daemon process, and Python does not let daemons have children: `AssertionError: daemonic processes are not allowed to have children`.',
  'duration-blackwell-multiplier':
    'Newer versions of `spaces` multiply the requested seconds by a factor that the server sends them, except for `xlarge`. The number is not documented; people have reported 1.5 since the Blackwell GPUs came (as of 2026-11-21). If that is so, 120 s are requested as 180, which visitors without an account do not have, and 80 s are the most that fits everyone. Switch this on if such visitors report "illegal duration".',
  'duration-callable-async':
    'ZeroGPU calls the function and takes what comes back for a number of seconds. An `async` function returns a coroutine: `TypeError: unsupported type for timedelta seconds component: coroutine`, at every call, only on ZeroGPU.',
  'duration-callable-generator':
    'ZeroGPU calls the function and takes what comes back for a number of seconds. A function with a `yield` in it returns a generator, which is not a number, so every call fails with a `TypeError`, only on ZeroGPU.',
  'duration-callable-name-mismatch':
    'ZeroGPU passes the arguments by position, in the order of the GPU function. A duration function that takes `(steps, width)` where the GPU function takes `(width, steps)` computes with 1024 steps and a width of 20, and no error tells you.',
  'duration-callable-no-return':
    '`None` is how you ask for the default, so a forgotten `return` is not an error: ZeroGPU silently uses 60 s, too much for short calls and too little for long ones.',
  'duration-callable-none':
    "An empty image, audio, video or file is None. ZeroGPU calls the duration function first, with the same arguments: where that reads `image.size`, it fails with “'NoneType' object has no attribute 'size'”, and the visitor sees “Error” instead of what the GPU function would have said, or done without an image. Elsewhere `spaces.GPU` does nothing, and all is well.",
  'duration-callable-signature':
    'ZeroGPU calls the duration function with *exactly* the arguments of the GPU function. When Gradio is the caller these are all of its parameters, by position: the inputs, what Gradio fills in itself (`gr.Progress`, `gr.Request`, `gr.SelectData`, …), and the defaults of the others. Forget one parameter and you get `TypeError: get_duration() takes 2 positional arguments but 3 were given`, for every visitor, and only on ZeroGPU: elsewhere nobody calls the duration function.',
  'duration-callable-uncapped':
    'Someone will enter 10000. The request is then for hours, and ZeroGPU refuses it as an "illegal duration", or because the visitor has less quota left. With a cap the long job at least starts, and you can say in the interface what fits.',
  'duration-callable-uses-gpu':
    "The duration function runs in the main process, *before* there is a GPU. CUDA is only emulated there: a model placed on it can't be run. Calling another GPU function does work, but queues for one GPU only to find out how long to ask for the next.",
  'duration-exceeds-anonymous':
    'A call is admitted when the visitor has the *requested* seconds left. A visitor with 120 s a day never has 180, so without an account the function fails every time, even on the first click.\n\nThat is not always a mistake. With `visitor-tier` in the configuration you say whom the Space is for: `unauthenticated` makes this a warning, `pro` switches it off.',
  'duration-exceeds-any':
    'A call is admitted when the visitor has the *requested* seconds left. PRO accounts and members of a Team organization have 2400 s a day, members of an Enterprise organization 3600 s. Visitors with less than the request can\'t run it at all, unless they buy credits and the platform accepts the length: it refuses calls it finds too long as "ZeroGPU illegal duration", and does not publish the limit. Once you know it, put it into `max-duration` in the configuration.',
  'duration-exceeds-free':
    'A call is admitted when the visitor has the *requested* seconds left, so nobody with a free account can run the function, ever. What they see is "ZeroGPU illegal duration" or "ZeroGPU quota exceeded".\n\nIf the Space is for PRO accounts, say so with `visitor-tier = "pro"` in the configuration, and this rule stays silent.',
  'duration-fraction-truncated':
    'What is sent is `timedelta.seconds`, a whole number: 59.9 becomes 59, and 0.5 becomes 0, no time at all.',
  'duration-missing':
    'Without `duration`, a call asks for 60 seconds. What counts is the request, not the time used: a ten-second job is refused when the visitor has 50 seconds of quota left, and it waits in the queue behind shorter requests. A job that needs 70 seconds is stopped at 60. Say how long the slowest realistic input takes; a function with the same parameters can say it for each call.',
  'duration-not-number':
    '`spaces` turns the value into `timedelta(seconds=…)` when the function is called. Text is not a number of seconds, so the call ends in `TypeError: unsupported type for timedelta seconds component: str`. This happens only on ZeroGPU: elsewhere the decorator never looks at the value. A boolean is accepted: `True` is one second.',
  'duration-not-positive':
    'Zero seconds is no time. A negative number does not mean "no limit" either: `spaces` sends `timedelta.seconds`, and Python counts those from the start of the day, so `-1` arrives as 86399 s and is answered with "ZeroGPU illegal duration".',
  'duration-wraps-day':
    'What is sent is `timedelta.seconds`: the seconds *within* a day. Whole days are lost, so 90000 becomes 3600, and `timedelta(days=1)` becomes 0.',
  'emoji-invalid':
    'According to the documentation the key takes only emoji: words, digits and shortcodes such as `:rocket:` may be rejected, or shown as they are. Some live Spaces show two emoji in a row, and those are left alone.',
  'environ-dollar-not-expanded':
    'It fails everywhere: only shells expand `$NAME`. Here the variable really contains a dollar sign, and the paths that were meant to stay are lost to every program that is started afterwards.',
  'examples-cache-true-fn-missing':
    'To cache an example Gradio has to run it: it needs to know with what, and where the result goes. Without either it raises ``ValueError: If caching examples, `fn` and `outputs` must be provided``, and the app does not start.',
  'examples-eager':
    'Eager caching runs the function for every example while the app starts. There is no visitor yet whose quota could pay, so the calls use the small pool of the Space itself; when that is empty, startup fails with "Space app has reached its GPU limit". ZeroGPU therefore sets the mode to `"lazy"`, which an explicit `"eager"` overrides.',
  'examples-implicit-cache':
    'Spaces set `GRADIO_CACHE_EXAMPLES`, and ZeroGPU sets the mode to lazy. So examples with `fn` and `outputs`, which on your machine only fill the inputs when they are clicked, run the function at the first click on ZeroGPU, and keep the result for everyone. Often that is just what you want, since later clicks need no GPU; then say so, and it is the same everywhere.',
  'examples-lazy-string':
    'Gradio 4 took `"lazy"` for `cache_examples`. In Gradio 5 the mode became an argument of its own, and the old spelling gives a warning. Since Gradio 6 it raises ``ValueError: The `cache_examples` parameter should be either True or False, not lazy`` while the app starts.',
  'examples-run-on-click-ignored':
    'Spaces set `GRADIO_CACHE_EXAMPLES`, so examples with `fn` and `outputs` are cached there, although they are not on your machine. Cached examples ignore `run_on_click`: the first click runs the function, the others show its result. For a function that only fills the form or picks a random seed, that is not what you want.',
  'exit-in-gpu':
    'They end the worker. In a regular GPU function the visitor sees `GPU task aborted`; in a generator `SystemExit` is swallowed and the stream just stops. Neither says why, and the next call needs a new worker.',
  'fixed-output-path':
    "On ZeroGPU calls can run at the same time, in processes that share one disk. Two visitors who press the button in the same minute then write the same `output.mp4`, and one of them gets the other's video, or half of each.",
  'flash-attention-3':
    "These kernels are compiled for Hopper and data-centre Blackwell cards. Since May 2026 ZeroGPU runs on RTX Pro 6000 Blackwell (compute capability 12.0), for which they hold no code: `no kernel image is available for execution on the device`, and the visitor reads `GPU task aborted`. The ZeroGPU page still recommends FlashAttention-3 in its last section; that advice seems to be from the time of the H200 (Hugging Face's own notes on known errors say that it does not run).",
  'frontmatter-missing':
    'The front matter configures the Space. Without it the Hub shows a configuration error and builds nothing.',
  'frontmatter-type':
    'Where the Hub expects another type, it rejects the push, or the key has no effect. The Hub uses YAML 1.2, in which `yes` is a string.',
  'frontmatter-yaml-invalid':
    'The Hub reads the block as YAML. When that fails, the Space has no configuration. The usual reasons are a colon followed by a space in unquoted text, text that begins with `*` or `!`, a missing space after a key’s colon, and tabs.',
  'global-write-in-gpu':
    'A worker is a forked copy of the app. What it writes to a variable changes the copy: the main process never learns of it, and neither do other workers. Every GPU function has its own workers: what one of them loads or stores, the others never see. A warm worker keeps it, though, so the next visitor may find what the last one left. Locally it all works, because there is only one process.',
  'gpu-above-classmethod':
    'Decorators apply from the bottom up, so `spaces.GPU` gets a `classmethod` object, which can\'t be called. With arguments, that raises a `TypeError` while the module is imported. Without, the object is taken for a duration, and the "method" quietly returns whatever it is called with, on your laptop too.',
  'gpu-above-event':
    'Decorators apply from the bottom up. The event is bound first, to the function as it is, and `spaces.GPU` then makes a GPU function that Gradio never hears of. Each event runs the function in the main process, which has no GPU, so that CUDA fails there. Off ZeroGPU `spaces.GPU` does nothing, and all is well.',
  'gpu-above-staticmethod':
    'On ZeroGPU, `spaces.GPU` puts a plain function around the static method, and a plain function in a class is an ordinary method: called on an instance, it gets the instance as an extra argument. A static generator is not recognised as a generator either. Off ZeroGPU the decorator does nothing and all is well.',
  'gpu-async-function':
    '`spaces.GPU` runs plain functions and generators in a worker process. On ZeroGPU it raises a bare `NotImplementedError` as soon as it decorates a coroutine function, so the Space does not even start. Anywhere else the decorator does nothing and everything works.',
  'gpu-async-generator':
    '`spaces.GPU` streams plain generators. An async generator is not recognised as one: the worker calls it like any function, gets an async generator object, and fails when it tries to send that back. Off ZeroGPU the decorator does nothing and the stream works.',
  'gpu-call-in-loop':
    "Every call from outside is a new request: it waits in the queue, asks for its whole `duration`, is sent to a worker that may have to load the models first, and sends its result back. Eight pictures cost all that eight times, and when the visitor's quota runs out at the sixth, the five finished ones are lost. The same happens when the token that came with the visitor's request has expired by then (“Expired ZeroGPU proxy token”). Inside a worker, a call to another GPU function is a plain call: decorate the function that owns the loop, and the whole loop is one request.",
  'gpu-called-in-async':
    "Gradio runs a plain handler in a thread, and an `async def` in the event loop, which also serves the page, the queue and every other visitor. A GPU function is an ordinary call there: it waits in the queue for a GPU, then for the worker, and the event loop waits with it. For as long as that takes, the Space answers nobody, and the visitor who called sees no progress. `asyncio.to_thread` hands the call to a thread that knows the request, so the visitor's own quota is used.",
  'gpu-called-in-route':
    "The visitor's token comes with the requests that Gradio handles itself. A route outside Gradio never sees it, so its calls count against the small pool of the Space, which all visitors share.\n\nThe decorator of a route registers the function below it. With `spaces.GPU` above, the framework calls the function without it, in the main process, which has no GPU.",
  'gpu-called-in-thread':
    'ZeroGPU knows whose quota to charge from the request that Gradio keeps in a context variable. A new thread starts with an empty context, so the call counts against the small pool of the Space itself. When that is empty: `Space app has reached its GPU limit`, for every visitor.',
  'gpu-calls-chained':
    "It works, but each GPU function has workers of its own. Every call waits in the queue, forks a worker, and moves all packed weights to the GPU, even those that only the other function uses. And a visitor whose quota runs out between the two has paid for the first one for nothing. Each call also presents the token that came with the visitor's request: if much time has passed since, the later one can end in “Expired ZeroGPU proxy token”. Calls of the same GPU function may meet the worker of the one before, but queue all the same. A GPU function that is called by another one runs inline, so one decorated function around both asks once.",
  'gpu-conditional-decorator':
    '`spaces.GPU` finds out by itself whether it runs on ZeroGPU, and does nothing elsewhere. A check of your own can only agree with it or be wrong, and a wrong one leaves the Space without GPU functions: it is stopped once it has started.',
  'gpu-decorated-per-call':
    '`spaces` counts its GPU functions when the app starts, and keeps workers for each. One that is created during a request is not counted, so the Space may be stopped for having none; it has no warm worker, so every call waits for all models to be moved; and the platform never lets go of it.',
  'gpu-double-decorated':
    '`spaces` recognises a function it has already wrapped and returns the wrapper as it is. The duration and size closest to the function count; those applied later are silently dropped.',
  'gpu-enable-queue':
    'It does not fail. The argument is a relic: every call is queued whatever its value, and a warning about it is printed in the Space’s log.',
  'gpu-on-class':
    'The decorator turns whatever it gets into a function. Calling the "class" then starts a worker, creates the instance there and pickles it back, model and all; the methods, which should use the GPU, run in the main process without one. `isinstance` and subclasses break as well.',
  'gpu-on-method':
    "Arguments travel to the worker by pickle, and `self` is one of them. In the app's own process a model on CUDA is a placeholder: its weights are given to the workers, which are copies of the app, and a pickled copy of it does not get them. Such a call fails with `_share_cuda_: only available on CUDA` where the app starts, and for a visitor the method runs with an empty model on the CPU. A model on the CPU is sent whole with every call, although the worker has it already; a lock or an open file in `self` makes every call fail. A function outside the class that uses a module-level model sends only its arguments.",
  'gpu-positional-callable':
    'The first argument without a keyword is the function to decorate. `@spaces.GPU(seconds)` makes a GPU function of `seconds` and calls it with your function, which fails while the module is imported, on ZeroGPU and everywhere else.',
  'gpu-positional-value':
    'Recent versions of `spaces` take a number for the duration and a string for the size. It is not documented, and older versions, such as one on a laptop, fail with "\'int\' object is not callable".',
  'gpu-returns-generator':
    'A GPU function that contains `yield` is streamed from the worker item by item. One that *returns* a generator is run like any other function, and its result is pickled: "cannot pickle \'generator\' object". Off ZeroGPU nothing is pickled and it works.',
  'gpu-size-invalid':
    '`spaces` sends the word as it is, and the platform answers with an error: every call fails, not at startup but at the first visitor. The sizes are `large`, half a GPU and the default, and `xlarge`, a whole one.',
  'gpu-too-many-positional':
    '`spaces.GPU` takes one. Two raise a `TypeError` while the module is imported, everywhere.',
  'gpu-unknown-keyword':
    'The decorator takes `duration` and `size`, and silently swallows any other keyword. `durations=120` asks for the default of 60 seconds, and you find out when a long run is stopped.',
  'gr-error-not-raised':
    "`gr.Error` is an exception class. Calling it creates an object that is thrown away: no toast is shown and the function goes on, on ZeroGPU at the cost of the visitor's GPU time. Returned, it is the value of an output like any other, and most components can't show one. `gr.Info` and `gr.Warning` are the ones to call. `gr.Error` is also the only exception whose text a GPU worker passes on to the visitor, so it is worth raising.",
  'grad-context-above-gpu':
    'These are settings of the thread that enters them. Above `spaces.GPU` that is a thread of the main process, while the function runs in a thread of a worker: there gradients are recorded after all, memory fills up with data that nobody needs (on a slice of a GPU, “NVML_SUCCESS == r INTERNAL ASSERT FAILED” in the CUDA caching allocator can be the same thing), and nothing is cast. Below `spaces.GPU` they work. Off ZeroGPU the order does not matter.',
  'grad-disabled-at-module-scope':
    'Both are settings of the thread that makes the call, here the main one. A GPU function runs in a thread of a worker process, where gradients are on and the default device is the CPU.',
  'gradio-dependency-unpinned':
    "Each build runs pip anew. Up to 5.7.0 Gradio imports what `huggingface_hub` 1.0 no longer has (“cannot import name 'HfFolder'”), and before 5.23 it fails with `pydantic` 2.11 where a component takes or shows files (“argument of type 'bool' is not iterable”). Its metadata allows both, so pip installs the newest. A Space that was built before they came out keeps running until the next push.\n\n`transformers` before 5 asks for a `huggingface_hub` before 1.0, and so keeps it there.",
  'gradio-keyword-removed':
    'ZeroGPU needs Gradio 4 or newer, and installs what `sdk_version` says. An app that was written for an older one stops when it starts, with `TypeError: Blocks.launch() got an unexpected keyword argument`, or with a `DeprecationWarning` that is raised as an error. If your laptop still has the older Gradio, you only see it in the log of the Space.',
  'gradio-name-removed':
    "ZeroGPU needs Gradio 4 or newer, and installs what `sdk_version` says. An app that was written for an older one stops when it starts, with `AttributeError: module 'gradio' has no attribute 'Box'`. If your laptop still has the older Gradio, you only see it in the log of the Space.",
  'gradio-time-limit-confusion':
    "`time_limit` ends streaming events, such as a webcam's, and does nothing for others. How long a function may hold the GPU is its `duration`, 60 s without one (as of 2026-07-21).",
  'hardcoded-cuda-device':
    'It does not: hard-coding `cuda` is what the ZeroGPU documentation does. It matters for apps that should also run on machines without a GPU.',
  'hardcoded-cuda-home':
    'The build has no CUDA compiler at all. At run time there is one, but somewhere else, and a fixed path sends extensions that compile themselves to a folder that does not exist.',
  'hardware-key-ignored':
    'The Hub does not know the key. Hardware is chosen in the Space’s settings; `suggested_hardware` makes a suggestion to those who duplicate the Space, and assigns nothing.',
  'header-invalid': 'The documentation of Spaces allows only these two; any other is rejected, or has no effect.',
  'instance-cache-in-gpu':
    'Each worker is a copy of the app made for one call, kept for a moment in case another follows. What its code remembers is gone with it, and no other worker has it: the cache costs memory and is almost never hit. And it needs a GPU before it can even look.',
  'is-available-branch':
    'In the main process CUDA is emulated, and the emulation says yes. Code for "no GPU" never runs there, and code for "there is a GPU" runs where there is none. `SPACES_ZERO_GPU` in the environment tells you that you are on ZeroGPU; you have a GPU only inside GPU functions.',
  'launch-not-called':
    'ZeroGPU sets itself up inside Gradio\'s `launch()`: models are stored for the workers, and the GPU functions are reported to the platform. Served in any other way, the Space reports none and is stopped: "No @spaces.GPU function detected during startup". For routes of your own, `gr.Server` is a FastAPI app with a `launch()`.',
  'launch-port':
    'The platform looks for a Gradio app on port 7860, and sets what Gradio needs to know for that in the environment. An app that listens elsewhere starts, and stays at "Starting" until the platform gives up.',
  'launch-share':
    '`share=True` makes a public link to an app on your own machine. A Space has a public address; Gradio ignores the argument there and writes "Setting share=True is not supported on Hugging Face Spaces" into the log. Nothing fails.',
  'lazy-model-load':
    'Elsewhere "load once, on first use" is good practice. On ZeroGPU the body of a GPU function runs in a forked worker, and what it assigns stays there: the main process never sees it, and neither does the next worker. Most calls meet a new worker (about 7 of 10, according to Hugging Face’s own notes), so most visitors wait for the load while the GPU is held. A model on `cuda` at module scope is packed once when the app starts and streamed to each worker.',
  'manual-seed-at-module-scope':
    'It does not fail. But elsewhere the random state advances from call to call, while on ZeroGPU each new worker is a copy of the app, in which it has not advanced since the start.',
  'mcp-needs-gradio5':
    "The MCP server came with Gradio 5.28 (April 2025). Before that, `launch` does not accept the argument: `TypeError: … got an unexpected keyword argument 'mcp_server'`, and the Space does not start.",
  'missing-requirement':
    'A Space starts on a fresh machine: what happens to be installed on yours is not there, and the app stops at the import with `ModuleNotFoundError`. torch comes with ZeroGPU; torchvision and torchaudio do not.',
  'missing-spaces-import':
    "The decorator is evaluated when the module is imported, and the name does not exist: `NameError: name 'spaces' is not defined`.",
  'model-load-in-gpu':
    "The `duration` of a GPU function, which visitors must have left as quota, has to cover everything it does, whether the GPU is busy or the disk. A model that is loaded inside the function is loaded again for every call, and thrown away afterwards. ZeroGPU is built for the opposite: place the model on `cuda` at module scope, where CUDA is emulated, and it is moved to the worker's GPU by a fast path.",
  'model-not-on-cuda':
    'Loaders leave weights on the CPU. With inputs on CUDA, torch refuses: `Expected all tensors to be on the same device`. Otherwise the model runs on the CPU while a GPU is held. At module scope `.to("cuda")` is right, even though there is no GPU yet: ZeroGPU records it and moves the weights into the worker.',
  'module-scope-inference':
    'At module scope ZeroGPU only emulates CUDA, so that weights can be *placed*. Computing there runs on the CPU copy (minutes for a diffusion model, within the startup timeout) or ends in `CUDA must not be initialized in the main process` as soon as an operation is not intercepted. A warm-up achieves nothing either: kernels, caches and graphs belong to a process that will never own a GPU.',
  'multiprocessing-in-gpu':
    'A worker is forked with `daemon=True`, so that it never outlives the app. Python does not allow such a process to have children of its own: `AssertionError: daemonic processes are not allowed to have children`. Threads are fine, and so is `subprocess`, which starts a program instead of a copy of the worker.',
  'mutable-global-in-handler':
    "There is one main process for all visitors, and it may run their handlers at the same time. A module-level `history` list is everyone's history: the second visitor reads what the first one wrote. It looks right as long as you are the only one trying it.\n\nA GPU worker has a copy of the list: the next call finds what this one added only if it gets the same worker, whoever makes it.",
  'nested-gpu-settings-ignored':
    'In a worker there is a GPU already, so the call runs inline and the inner settings are never read. If the inner function needs 90 seconds and the outer one asked for 30, the task is aborted.',
  'no-gpu-function':
    'When the app has started, `spaces` reports its GPU functions to the platform. Without any, the platform stops the Space: "No @spaces.GPU function detected during startup". An app that needs no GPU at all belongs on other hardware.',
  'numpy-of-cuda-tensor':
    'A NumPy array lies in the memory of the CPU, and torch copies nothing there unasked: `TypeError: can\'t convert cuda:0 device type tensor to numpy`. On a computer without a GPU, where `"cuda" if torch.cuda.is_available() else "cpu"` gives `cpu`, the same code works, so that the error comes with the first visitor.',
  'numpy-rng-in-gpu':
    "A worker is a fork of the app and inherits NumPy's global random state. Nothing reseeds it: three visitors who get three new workers get the same number three times. Python's own `random` is reseeded after a fork, which makes the difference hard to see.",
  'oauth-expiration-range':
    'The documentation allows 43200 minutes at most. A longer time is rejected or cut, and a token that lasts no time can’t be used.',
  'oauth-login-without-flag':
    'Without the key the Hub gives the Space no OAuth app, and the button can’t log anybody in. Visitors who can’t log in only have the small quota of signed-out visitors.',
  'packages-txt-format':
    'The build hands every word of the file to `apt-get install`. One that is not a package ends the build: “E: Unable to locate package”.',
  'persistent-data-path':
    "`/data` was where a Space's paid persistent storage was mounted. The product was withdrawn; today the folder is there only if you mount a bucket of your own. Otherwise the write fails or lands on the container's disk, which is emptied at every restart.",
  'pip-in-packages':
    '`packages.txt` is for Debian packages. Debian has no package called `torch` or `diffusers`, and the build ends with “E: Unable to locate package”.',
  'plain-exception-in-gpu':
    "Only `gr.Error` comes back from a worker as it is. Everything else becomes a toast titled `ZeroGPU worker error` with the name of the class; the text you wrote for the visitor is in the Space's log, which only you can read.",
  'preload-format':
    'The build stops at an item that it can’t read, or preloads nothing for it, and visitors wait for the download after every restart.',
  'preload-with-hf-home':
    'The build fills `~/.cache/huggingface/hub`, whatever the code says later. The app looks elsewhere and downloads everything a second time at each start.',
  'progress-with-yield':
    'What a GPU function sends while it runs crosses from the worker to the main process. For generators the `spaces` package itself notes that its handling of progress does not work properly: bars stand still or arrive late. The partial results that a generator yields are progress enough.',
  'python-version-incompatible-pin':
    'pip then looks for a source package and tries to compile it, or finds nothing: “No matching distribution found”.',
  'python-version-missing':
    'The platform chooses: the documentation says 3.10, and images with 3.13 have been seen. Builds are then not reproducible. That is only a hint, but a warning when the requirements contain a wheel that fits only one Python.',
  'python-version-patch-unsupported':
    'ZeroGPU documents 3.12.12 and 3.10.13. `"3.12"` and `"3.10"` ask for whatever patch release is there, and keep doing so when it changes.',
  'python-version-unquoted':
    'To YAML `3.10` and `3.1` are the same number, and so are `3.20` and `3.2`. The Space asks for a Python that does not exist, or gets another one than you tested with. `3.12` happens to survive, which is why it is only a hint; `3.10.13` is not a number and needs no quotes.',
  'python-version-unsupported':
    'ZeroGPU documents Python 3.12 and 3.10. Other versions have been seen to work: the Hub’s form for new Spaces writes 3.13, so that one only gets a hint. The first things to go wrong are compiled packages without a wheel for that Python.',
  'queue-concurrency-one':
    'Every ZeroGPU call gets a worker process of its own, so the calls of two visitors do not disturb each other. A limit of one makes the second wait for the first nevertheless. Without a `max_size` the queue there has one place (Gradio 6.25, 2026-08-22), and the third reads "Queue is full. Max size is 1 and size is 1."\n\nIf the code around the GPU function can\'t handle two visitors at once, the limit is right: silence this line and say why.',
  'queue-max-size':
    'On ZeroGPU, Gradio gives a queue without a size one place (Gradio 6.25, 2026-08-22). As long as the platform lifts the limit on concurrent calls, nobody notices; where the app sets one, visitors are turned away early with "Queue is full".',
  'requirements-conflict':
    'pip has to satisfy both lines at once, and stops the build: “ERROR: ResolutionImpossible”. It often happens when a list is pasted below another one.',
  'requirements-gradio-conflict':
    "It is all one pip run. A pin that Gradio does not accept ends in `ResolutionImpossible`. Two limits are missing from the metadata of older versions of Gradio, so pip does not respect them: up to 5.7.0 they import what `huggingface_hub` 1.0 no longer has (“cannot import name 'HfFolder'”), and before 5.23 they fail at launch with `pydantic` 2.11 (“argument of type 'bool' is not iterable”).",
  'requirements-gradio-mismatch':
    'The build installs your requirements and `gradio==<sdk_version>` in one pip run. Where no version meets both, pip stops: “Cannot install gradio==4.44.1 and gradio==6.25.0 because these package versions have conflicting dependencies”.',
  'requirements-gradio-redundant':
    'It does not fail: the platform installs Gradio by itself. But two places that both name a version drift apart. This rule is pedantic because local installations use the line.',
  'requirements-gradio-too-old':
    'The `spaces` package refuses to work with Gradio 3: “ZeroGPU is only compatible with Gradio 4+”.',
  'requirements-hashes':
    'One hash puts the whole pip run into hash-checking mode, in which every requirement needs a version and a hash. ZeroGPU installs `requirements.txt` in one run with what it adds itself: `torch` with an upper bound, `gradio`, `spaces` and others, all without hashes. The build ends with “In --require-hashes mode, all requirements must have their versions pinned with ==”, however complete your own hashes are.',
  'requirements-local-path':
    'The build copies only `requirements.txt` before it runs pip, so the rest of the repository is not there yet: “does not appear to be a Python project”, “Could not open requirements file”. The app’s own folder is importable without being installed.',
  'requirements-merge-line':
    'One line that pip can’t read ends the build: “Invalid requirement”. Options after a name are worse, because pip silently ignores them.',
  'requirements-no-package':
    'pip looks the name up on PyPI and finds no package, or one whose only purpose is to say that it is the wrong one: “No matching distribution found for cv2”. The build ends there.',
  'requirements-spaces-listed':
    'It does not fail: the platform installs `spaces` anyway. The line only matters when the same file installs the app elsewhere, which is why this rule is pedantic.',
  'requirements-spaces-pin':
    'ZeroGPU builds a Space with one pip run over your requirements *and* its own, which include `spaces` pinned to a version that the platform chooses and moves (0.51.3 in September 2026). Two pins to different versions end in `ResolutionImpossible`. A pin that fits today breaks the next build after the platform moves on. A lower bound also fails while the platform has not reached it (`spaces>=0.51.3` did in August 2026, when the platform installed 0.51.1); that is not reported, since the platform may have moved on.',
  'return-cuda-tensor':
    "What a GPU function returns is pickled in its worker and unpickled in the main process. That process has no GPU, so a CUDA tensor can't be rebuilt there: the request dies with a CUDA initialisation error, or, according to Hugging Face’s notes, hangs. On a machine with a GPU the decorator does nothing, and the same code works.",
  'runtime-pip-install':
    "It often works, which is why it is everywhere. But it costs startup time on every restart, or a visitor’s time where a handler does it; it takes whatever version is newest that day and may replace the torch that the platform chose; and when it fails, the app goes on without the package or, with `check_call`, `check_output` and `check=True`, does not start. A wheel's URL in `requirements.txt` is installed once and fails visibly; a path does not work there, because the build has no other file of the repository. CUDA packages without a wheel can't be compiled by the build, which has no CUDA compiler; for some there are wheels made for ZeroGPU.",
  'sdk-not-gradio':
    'ZeroGPU hardware can only be chosen for Gradio Spaces. In a Docker or static Space `spaces.GPU` does nothing: the function runs on whatever the Space has, which is no GPU unless you rent one. If the Space is meant for rented hardware, suppress this finding.',
  'sdk-streamlit':
    'The Streamlit SDK was retired on 2025-04-30; such apps now run as Docker Spaces. ZeroGPU is only for Gradio Spaces.',
  'sdk-version-invalid':
    'The build installs `gradio==` followed by this value. The Hub looks for that release first, and if there is none, the Space stops with a configuration error, “Gradio version does not exist”.',
  'sdk-version-missing':
    'Every rebuild then installs the newest Gradio, and a major release can break the app on a day when nobody changed anything. A `gradio` pinned in `requirements.txt` does not help: the build asks for both.',
  'sdk-version-too-old': 'The `spaces` package refuses to work with it: “ZeroGPU is only compatible with Gradio 4+”.',
  'sdk-version-unquoted-float':
    'To YAML `5.50` and `5.5` are the same number, so the Space asks for a Gradio that is years older, or for one that does not exist. `6.1` happens to survive, and `5.0` becomes 5, which pip takes for the same version: that is why those only get a hint; three parts are not a number and need no quotes. The Hub has also refused versions of two parts (“Gradio version does not exist”, 2023-05).',
  'second-gpu':
    'However large the GPU, a worker sees exactly one device. At module scope the emulation fails with a bare `AssertionError` for any index but 0; in a GPU function CUDA answers `invalid device ordinal`.',
  'self-write-in-gpu':
    'Arguments are pickled on their way to a GPU worker, and `self` is one of them: in the method it is a copy. Only what the method returns comes back. The object in the main process keeps the attribute as it was, and so does every copy of it made for the next call. Locally there is one process and one object, and it all works.',
  'short-description-too-long':
    'The Hub rejects the push: “"short_description" length must be less than or equal to 60 characters”.',
  'spaces-imported-after-cuda':
    '`import spaces` is what makes torch pretend that there is a GPU in the main process. Above it the process has none: a tensor on `cuda` fails with "No CUDA GPUs are available", and `torch.cuda.is_available()` is False, after which the whole app runs on the CPU while GPUs are held for it. If CUDA did initialise, importing `spaces` fails.',
  'startup-timeout-format':
    'The key gives a Space with large models more than the usual 30 minutes to start. A value that the Hub can’t read has no effect.',
  'state-mutation-in-gpu':
    "In one process Gradio hands your function the very object it keeps for the visitor, so changing it in place is enough. A GPU function gets a pickled copy. The copy changes, the function ends, and the visitor's State stays as it was.",
  'state-yielded-each-step':
    'It does not fail, but it is slow. Every yielded item is pickled in the worker, sent through a pipe, and unpickled in the app. A State goes along each time, although nobody looks at it before the end.',
  'stub-spaces-import':
    'It does not fail: it is code that is never needed. The package is installed on every Gradio Space, and off ZeroGPU its decorator already hands your function back unchanged, so `pip install spaces` is all a laptop needs. The substitute distracts readers and hides mistakes: it accepts what the real decorator refuses.',
  'subprocess-env-replaces-path':
    "`env` does not add to the environment; it replaces it. The command is looked up without the app's `PATH` and finds another Python, or nothing; `HOME` and the `HF_…` variables, where caches and tokens are, are gone too. The well-known line that installs flash-attn in a Space has this flaw.",
  'subprocess-export-noop':
    'It does nothing anywhere: the shell that is started sets its own variable and ends. GPU workers inherit the environment of the app, in which nothing has changed.',
  'suggested-hardware-invalid':
    'The Hub then has nothing to suggest. ZeroGPU is called `zero-a10g`, although it has not been an A10G for years.',
  'suggested-hardware-not-zero':
    'People who duplicate the Space are offered that hardware first and pay for it, although the code would run on ZeroGPU. On rented hardware `@spaces.GPU` does nothing.',
  'suggested-storage-ignored': 'Persistent storage for Spaces was withdrawn; the key is accepted and does nothing.',
  'temp-file-deleted':
    'A `NamedTemporaryFile` removes its file when it is closed, at the end of its `with` block or, without one, when the function returns; a `TemporaryDirectory` takes everything in it along. Gradio fetches the file after that, and finds nothing. This happens everywhere, not only on ZeroGPU.',
  'torch-compile':
    "Compiled code lives in the process that compiled it, and on ZeroGPU most requests meet a fresh one: the compilation, which takes minutes, would be done again and again while visitors wait with the GPU held. The workers can't even start the processes that the compiler uses. Compile once, ahead of time, with `spaces.aoti_compile`; workers load what comes out of it.",
  'torch-family-mismatch':
    'Each of their releases is compiled for one torch. torchvision says so in its metadata, and pip finds no solution (`ResolutionImpossible`). Newer releases of torchaudio, and torchcodec, do not, and fail later, when they are imported, with an undefined symbol.',
  'torch-imported-before-spaces':
    "It works as long as none of them touches CUDA while it is imported, and most do not. When one starts to, with some update, importing `spaces` fails. If `spaces` is imported first, that can't happen.",
  'torch-index-replaces-pypi':
    '`--index-url` replaces PyPI. The build adds gradio, spaces and more to the same pip run, and the PyTorch index does not have them: “No matching distribution found”.',
  'torch-index-url':
    'The wheels in `…/whl/cu118`, `cu121`, `cu124` and `cu126` have no code for sm_120, so the first kernel ends in “no kernel image is available for execution on the device”; those in `…/whl/cpu` have no CUDA. Of two builds of the same version pip prefers theirs, because `2.8.0+cu126` sorts after `2.8.0`. PyPI’s own torch has everything that is needed.',
  'torch-load-weights-only':
    'Since torch 2.6 `torch.load` only reads tensors and plain containers, and ZeroGPU runs 2.8 and newer (as of 2026-07-21). Checkpoints that hold whole objects, as many older ones do, end in "Weights only load failed". A file that only holds weights loads as before; the call does not show which it is.',
  'torch-local-suffix':
    'ZeroGPU refuses a CPU build of torch before it builds the Space: “torch version in requirements.txt is not compatible with ZeroGPU”. Builds for CUDA before 12.8 have no code for its GPUs: “no kernel image is available for execution on the device”.',
  'torch-sidecar-unpinned':
    'torchaudio 2.11.0 and torchcodec do not tell pip which torch they are for. Beside an older torch pip installs the newest release that nothing excludes, and importing it fails: “undefined symbol: _ZN3c10…”, or “Could not load libtorchcodec”. torchvision does tell pip, and may stay unpinned.',
  'torch-unlisted':
    'The documentation lists certain patch releases, and says “almost all versions”. One that is not listed probably works; when the build refuses it, this is why. A version newer than anything known is never called an error.',
  'torch-unsupported':
    'Since its GPUs changed (sm_120, May 2026), ZeroGPU only takes torch 2.8 or newer, and it checks `requirements.txt` before it builds: “torch version in requirements.txt is not compatible with ZeroGPU”. A `torchvision` or `torchaudio` of that time brings the old torch along even when torch itself is not listed.',
  'unknown-frontmatter-key':
    'The Hub ignores keys it does not know, so what you wanted to set is not set. Only probable typos are reported: any other unknown key may be there for another tool.',
  'unpicklable-argument':
    "The call is sent to a worker process through a pipe, so its arguments are pickled first. What can't be pickled raises a `PicklingError` in the caller, only on ZeroGPU.\n\nWhat is on CUDA in the app's own process is a placeholder there: its content is given to the workers, which are copies of the app, and a pickled copy of it does not get any. A call that is made where the app starts ends in `_share_cuda_: only available on CUDA`; for a visitor the function gets a model whose weights are zeros, on the CPU. The worker has the models of the module whole: pass the name of one, not the model.",
  'unpicklable-return':
    "The body of a GPU function runs in a worker process. Its result is pickled there and rebuilt in the app's process, which works for data, but not for anything that is tied to a process. The visitor sees `ZeroGPU worker error` with the name of the pickling error. Off ZeroGPU the decorator does nothing, so you never see it.",
  'unused-suppression':
    'It does not. But a suppression that has outlived its problem hides the next one in the same place.',
  'wheel-abi-false':
    'PyPI’s torch has been compiled with the new C++ ABI since 2.7, and wheels of the old one can end in “undefined symbol: _ZN3c105Error…”. Many Spaces run such wheels without trouble, so this rule is pedantic: look here when the error is there.',
  'wheel-platform':
    'Spaces run on Linux x86_64, and pip refuses any other wheel: “… is not a supported wheel on this platform”.',
  'wheel-python-mismatch':
    'pip refuses a wheel for another Python: “… is not a supported wheel on this platform”. `cp39-abi3` wheels fit every newer Python, `py3-none-any` wheels every Python 3.',
  'wheel-torch-mismatch':
    'Compiled code fits one minor version of torch. With another it can’t be loaded: “undefined symbol: _ZN3c10…”. Packages that compile their code themselves when they can’t load it (gsplat, nvdiffrast) are a warning only. File names say it in several dialects: `+cu12torch2.8cxx11abiTRUE`, `+pt24cu124`, `+torch2.11.0.cu130`.',
  'wheel-torch-unpinned':
    'Without a pin the next build takes the newest torch that the platform allows, and importing the wheel ends in “undefined symbol”. A wheel for a torch that ZeroGPU no longer takes can’t work at all.',
  'xformers-mismatch':
    'Up to 0.0.33 each xformers release needs exactly one torch. With another torch pinned pip finds no solution; with none pinned it installs an old torch that ZeroGPU does not take.',
  'xgboost-at-module-scope':
    'XGBoost starts threads and looks for CUDA by itself. A Space that made a booster in its main process saw `GPU task aborted` for every later call of a GPU function.',
  'xlarge-cost':
    "The larger size is a whole GPU with 96 GB instead of half of one with 48 GB (as of 2026-07-21). It counts double: 60 s of it take 120 s from the visitor's quota, which is all that a visitor without an account has in a day, and the wait for a whole GPU is longer. The documentation says to ask for it only when the work truly benefits from the additional compute or memory.",
};
