# The playground in a container, for a class or a campus: see docs/on-a-server.md.
#
#     docker build --tag llm-playground .
#     docker run --read-only --tmpfs /tmp --publish 8000:8000 llm-playground --class

FROM python:3.12-slim AS build
WORKDIR /source
# PyTorch for the processor alone: the usual one brings gigabytes for graphics cards.
COPY constraints.txt ./
RUN python -m venv /opt/llm-playground \
    && /opt/llm-playground/bin/pip install --no-cache-dir --constraint constraints.txt \
        --index-url https://download.pytorch.org/whl/cpu torch
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN /opt/llm-playground/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin playground \
    && install --directory --owner=10001 --group=10001 /state
COPY --from=build /opt/llm-playground /opt/llm-playground
# What is written goes to /state: the class, in case the server is started anew, and models that are fetched.
ENV PATH=/opt/llm-playground/bin:$PATH \
    HOME=/state \
    XDG_STATE_HOME=/state \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /state
VOLUME ["/state"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["llm-playground", "serve", "--host", "0.0.0.0", "--no-browser"]
