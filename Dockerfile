# With its volume, a health check and, if wanted, an Ollama beside it: compose.yaml (docker compose up).
#
# Build:  docker build -t sourceline .
#         On a plain registry torch comes with CUDA; give the address of PyTorch's CPU wheel index to keep the
#         image small:  --build-arg PIP_EXTRA_INDEX_URL=<that address>
# Key:    docker run -v sourceline:/data sourceline qa keys create NAME --scope ask --scope ingest
#         prints the key, once. It comes first: on 0.0.0.0 nothing is served without one.
# Run:    docker run -p 8080:8080 -v sourceline:/data sourceline
#         It also runs with nothing to write on but the data:  --read-only --tmpfs /tmp --cap-drop ALL
#         --security-opt no-new-privileges
# Ingest: docker run -v sourceline:/data -v "$PWD/docs:/docs:ro" sourceline qa ingest /docs

# Pin the base image by its digest (docs/supply-chain.md):  --build-arg BASE=python@sha256:...
ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS build
ARG TORCH=torch==2.13.0
ARG PIP_EXTRA_INDEX_URL=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY locks/run.txt locks/run.txt
# First what weighs most and changes least. What PyTorch needs is locked; of PyTorch itself there are two builds.
RUN python -m venv /opt/sourceline \
    && /opt/sourceline/bin/pip install --no-deps --require-hashes --requirement locks/run.txt \
    && /opt/sourceline/bin/pip install "$TORCH"
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY qa qa
COPY eval eval
RUN /opt/sourceline/bin/pip install --no-deps --no-build-isolation . \
    && /opt/sourceline/bin/pip check

FROM ${BASE}
# The model comes with a package: nothing is ever fetched.
ENV PATH=/opt/sourceline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    TRANSFORMERS_OFFLINE=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SOURCELINE_HOME=/data
RUN useradd --system --uid 10001 --create-home sourceline \
    && install --directory --owner sourceline --group sourceline /data
COPY --from=build /opt/sourceline /opt/sourceline
USER 10001
WORKDIR /home/sourceline
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from os import environ as e; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{e.get(\"SOURCELINE_PORT\", 8080)}/ready', timeout=4)"]
CMD ["qa", "serve", "--host", "0.0.0.0"]
