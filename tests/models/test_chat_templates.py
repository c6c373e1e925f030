"""A chat template is a stranger's program: those that models use render exactly, all others end in one line."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from llm_playground.errors import InvalidValue
from llm_playground.models.chat import render
from llm_playground.models.template_sandbox import MeteredEnvironment
from llm_playground.models.template_work import allowance_for
from tests.checkpoints import add_tokenizer

ALTERNATING = [
    {"role": "system", "content": "You are kind; <b>&amp;</b> brief."},
    {"role": "user", "content": "  Hello there\n\n"},
    {"role": "assistant", "content": "<think>\nwho?\n</think>\n\nGood day, <tool_call> Zoë 'x' \"y\" \U0001f600"},
    {"role": "user", "content": "Tell me a story.\n- one\n- two"},
]
QUESTION = [{"role": "user", "content": "Why?"}]

# In the shapes of the large families, written for this test.
SHAPES = {
    "chatml with a default system message": """\
{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" \
and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}""",
    "thinking that is cut out, found from the end": """\
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not \
(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content %}
    {%- if message.role == "assistant" %}
        {%- set reasoning = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning)) %}
            {{- '<|im_start|>assistant\\n<think>\\n' + reasoning.strip('\\n') + '\\n</think>\\n\\n' + content }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}""",
    "instructions in brackets, roles that must alternate": """\
{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}\
{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}\
{% set system_message = false %}{% endif %}{% for message in loop_messages %}\
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\
{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}\
{% if loop.index0 == 0 and system_message != false %}\
{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}\
{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}\
{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}\
{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}""",
    "headers and the date of the cut": """\
{{- bos_token }}
{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not tools_in_user_message is defined %}{%- set tools_in_user_message = true %}{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}{%- set date_string = strftime_now("%Y") %}{%- else %}\
{%- set date_string = "26 Jul 2024" %}{%- endif %}
{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}{%- set system_message = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}{{- "Environment: ipython\\n" }}{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}{{- system_message }}{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + \
'<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("This model only supports single tool-calls at once!") }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}""",
    "turns, the assistant renamed": """\
{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set first = messages[0]['content'] | trim + '\\n\\n' %}\
{% set rest = messages[1:] %}{% else %}{% set first = '' %}{% set rest = messages %}{% endif %}
{%- for message in rest -%}
    {%- if (message['role'] == 'assistant') -%}{%- set role = "model" -%}{%- else -%}\
{%- set role = message['role'] -%}{%- endif -%}
    {{ '<start_of_turn>' + role + '\\n' + (first if loop.first else "") }}
    {%- if message['content'] is string -%}{{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
    {%- endif -%}
    {{ '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}
""",
    "macros, filters and dictionaries": """\
{%- macro shown(text, width=2) -%}
{%- for line in text.splitlines() %}{{ '%-*s' | replace('*', '3') | format(loop.index) }}|{{ line }}
{% endfor -%}
{%- endmacro -%}
{%- set roles = {'system': 'S', 'user': 'U', 'assistant': 'A'} -%}
{%- set users = messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list -%}
{{ users | length }} {{ users | join(' / ') }} {{ users | first | upper }}
{{ messages | map(attribute='role') | unique | sort | join(',') }}
{% for message in messages if message.role != 'system' -%}
{{ roles[message.role] ~ loop.index ~ ':' ~ loop.length }} {{ shown(message.content) }}
{%- if not loop.last %}{{ '--' * 3 }}{% endif %}
{% else %}nobody{% endfor -%}
{%- for key, value in roles | dictsort %}{{ '{}={}'.format(key, value) }} {% endfor -%}
{%- for key, value in roles.items() %}{{ '%s:%s;' % (key, value) }}{% endfor -%}
{{ [1, 2.5, true, none, 'é'] | tojson }} {{ {'a': [1, {'b': 2}]} | tojson(indent=4) }} {{ 7 // 2 ** 2 % 5 - 1 }}
{%- macro twice(text) %}{{ caller(text) }}{{ caller(text) }}{% endmacro -%}
{%- call(text) twice('a\\nb') %}[{{ text }}]{% endcall %}
{%- filter trim %}  spaces  {% endfilter %}{{ messages[-1].content[:4] }}{{ (messages + messages) | length }}
{%- set text %}{{ eos_token }}{% endset %}{{ text * 2 }}{{ 'x'.center(5, '*') if messages[0] is mapping else '' }}
{%- generation %}{{ 'y' | indent(2, true) }}{% endgeneration %}""",
    "state that grows": """\
{%- set ns = namespace(found=[], text='', first=true) -%}
{%- for message in messages -%}
{%- if message['role'] == 'system' and ns.first -%}{%- set ns.text = ns.text + message['content'] -%}\
{%- set ns.first = false -%}{%- continue -%}{%- endif -%}
{%- set ns.found = ns.found + [message] -%}
{%- if loop.index > 100 %}{% break %}{% endif -%}
{%- endfor -%}
{{ bos_token }}{{ ns.text }}{% for m in ns.found %}{{ loop.cycle('+', '-') }}{{ m.content }}{{ eos_token }}{% endfor %}\
{{ ns.found | reverse | map(attribute='role') | join }}""",
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("tokenizer")
    add_tokenizer(folder)
    return AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("messages", [ALTERNATING, QUESTION], ids=["conversation", "question"])
@pytest.mark.parametrize("shape", SHAPES)
def test_templates_as_models_have_them_render_as_in_transformers(
    reference: Any, shape: str, messages: list[dict[str, str]]
) -> None:
    expected = reference.apply_chat_template(
        messages, chat_template=SHAPES[shape], tokenize=False, add_generation_prompt=True
    )
    special = {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}
    assert render(messages, SHAPES[shape], special) == expected


@pytest.mark.parametrize("options", [{"enable_thinking": False}, {"add_generation_prompt": False}])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_template_is_told_what_it_may_ask_for_as_in_transformers(
    reference: Any, shape: str, options: dict[str, bool]
) -> None:
    expected = reference.apply_chat_template(
        ALTERNATING, chat_template=SHAPES[shape], tokenize=False, **{"add_generation_prompt": True} | options
    )
    special = {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}
    assert render(ALTERNATING, SHAPES[shape], special, options | {"messages": []}) == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_conversation_is_within_the_allowance(reference: Any, shape: str) -> None:
    messages = [{"role": ("user", "assistant")[i % 2], "content": f"number {i} " * 20} for i in range(401)]
    expected = reference.apply_chat_template(
        messages, chat_template=SHAPES[shape], tokenize=False, add_generation_prompt=True
    )
    assert render(messages, SHAPES[shape], {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}) == expected


def test_a_long_message_is_within_the_allowance() -> None:
    messages = [{"role": "user", "content": "once more " * 100_000}]
    shape = SHAPES["thinking that is cut out, found from the end"]
    assert messages[0]["content"] in render(messages, shape)


# {% set ns.x = DOUBLE %}, so many turns, then END
GROWING = "{{% set ns = namespace(x={start}, y={start}) %}}{{% for i in range({turns}) %}}{step}{{% endfor %}}{end}"
PAIR = "{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}"
TUPLE = "{% set ns.x = (ns.x, ns.x) %}"


def growing(step: str, end: str, start: str = "1", turns: int = 60) -> str:
    return GROWING.format(start=start, turns=turns, step=step, end=end)


RUNAWAYS = {
    "nested loops": "{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3,
    "nested loops of text": "{% for a in range(99999) %}" * 2 + "text" * 9999 + "{% endfor %}" * 2,
    "nested loops of output": "{% for a in range(99999) %}" * 2 + "{{ 'x' * 9999 }}" + "{% endfor %}" * 2,
    "a loop that only looks": "{% for a in range(99999) %}{% for b in range(99999) if b < 0 %}{% endfor %}{% endfor %}",
    "an endless macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a macro that doubles": "{% macro f(n) %}{% if n %}{{ f(n-1) ~ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "a block that doubles": "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}",
    "a recursive loop": "{% for a in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "lipsum": "{{ lipsum(n=10**8) }}",
    "a text doubled by ~": growing("{% set ns.x = ns.x ~ ns.x %}", "", "'ab'"),
    "a text doubled by +": growing("{% set ns.x = ns.x + ns.x %}", "", "'ab'"),
    "a text doubled in a block": growing("{% set x %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = x %}", "", "'ab'"),
    "a number squared": growing("{% set ns.x = ns.x * ns.x %}", "{{ ns.x }}", "3"),
    "a power": "{{ 9**9**9 }}{{ 2**999999999 }}",
    "a long text": "{{ 'a'*2*10**9 }}",
    "a long text, turned around": "{{ 2*10**9*'a' }}",
    "a list": "{{ [1]*10**9 }}",
    "a range": "{{ range(10**9) | list }}",
    "centred": "{{ 'a' | center(10**10) }}",
    "centred by its method": "{{ 'a'.center(10**10) }}",
    "centred by the method of a safe text": "{{ ('a' | safe).center(10**10) }}",
    "zeros": "{{ 'a'.zfill(10**10) }}",
    "tabs": "{{ ('\\t' * 99999).expandtabs(tabsize=10**6) }}",
    "indented": "{{ ('\\n' * 99999) | indent(blank=true, width=10**5) }}",
    "indented by a text": "{{ ('\\n' * 99999) | indent('a' * 10**5, blank=true) }}",
    "a wide number": "{{ '%0999999999d' % 1 }}",
    "a wide number by the filter": "{{ '%0999999999d' | format(1) }}",
    "a wide number, starred": "{{ '%*d' % (999999999, 1) }}",
    "a wide field": "{{ '{:>999999999}'.format(1) }}",
    "a wide field within a field": "{{ '{:>{}}'.format(1, 999999999) }}",
    "one text in many fields": "{{ ('{0}' * 90000).format('a' * 100000) }}",
    "one text in many places": "{{ ('%(a)s' * 90000) % {'a': 'a' * 100000} }}",
    "replaced": "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
    "replaced by the filter": "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}",
    "joined": "{{ ('b' * 100000).join(['a'] * 100000) }}",
    "joined by the filter": "{{ ('a' * 100000) | join('b' * 100000) }}",
    "slices": "{{ [] | slice(10**9) | list }}",
    "a batch": "{{ [1] | batch(10**9, 1) | list }}",
    "rounded": "{{ 1 | round(10**8, 'floor') }}",
    "JSON, indented": "{{ messages | tojson(indent=10**9) }}",
    "bytes of a number": "{{ (1).to_bytes(10**9) }}",
    "searched from behind": "{{ ('a' * 2000000).rfind('b' + 'a' * 1000000) }}",
    "stripped": "{{ ('a' * 2000000).strip('b' * 1000000) }}",
    "trimmed": "{{ ('a' * 2000000) | trim('b' * 1000000) }}",
    "compared again and again": "{% set x = 'a'*1000000 %}{% for a in range(99999) %}{{ 'b' in x }}{% endfor %}",
    "tested again and again": "{% set x = 'a'*1000000 %}{% for a in range(99999) %}{{ 'b' is in x }}{% endfor %}",
    "copied again and again": "{% set x = [1] * 100000 %}{% for a in range(99999) %}{% set y = x[:] %}{% endfor %}",
    "filters on filters": growing("{% set ns.x = ns.x | map('string') %}", "{{ ns.x | list }}", "[1]", turns=99_999),
    "lists added up": "{{ ([[1]] * 100000) | sum(start=[]) | length }}",
    "pairs of pairs, written": growing(PAIR, "{{ ns.x }}"),
    "pairs of pairs, joined": growing(PAIR, "{{ ns.x ~ '' }}"),
    "pairs of pairs, formatted": growing(PAIR, "{{ '%s' % (ns.x,) }}"),
    "pairs of pairs, in JSON": growing(PAIR, "{{ ns.x | tojson }}"),
    "pairs of pairs, compared": growing(PAIR, "{{ ns.x == ns.y }}"),
    "pairs of pairs, tested": growing(PAIR, "{{ ns.x is eq(ns.y) }}"),
    "pairs of pairs, raised": growing(PAIR, "{{ raise_exception(ns.x) }}"),
    "pairs of pairs, changed": growing(PAIR + "{{ loop.changed(ns.x) }}", ""),
    "pairs of pairs, hashed": growing(TUPLE, "{{ {ns.x: 1} }}"),
    "pairs of pairs, looked up": growing(TUPLE, "{{ {}[ns.x] }}{{ {}.get(ns.x) }}"),
    "pairs of dictionaries": growing("{% set ns.x = dict(a=ns.x, b=ns.x) %}", "{{ ns.x }}"),
    "pairs of namespaces": growing("{% set ns.x = namespace(a=ns.x, b=ns.x) %}", "{{ ns.x }}"),
    "numbers slow to divide": "{% set x = ('f' * 999999) | int(0, 16) %}{{ x // (('f' * 499999) | int(0, 16)) > 0 }}",
    "numbers with one hash": "{{ range(0, 90000 * 2305843009213693951, 2305843009213693951) | unique | list }}",
    "a number sought among whole ones": "{% for a in range(99999) %}{{ 0.5 in range(99999) }}{% endfor %}",
    "a number counted among whole ones": "{% for a in range(99999) %}{{ range(99999).count(0.5) }}{% endfor %}",
    "tuples in tuples, hashed": growing("{% set ns.x = (ns.x,) %}", "{{ {ns.x: 1} }}", turns=90_000),
    "lists in lists, written": growing("{% set ns.x = [ns.x] %}", "{{ ns.x }}", turns=90_000),
    "deep parentheses": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "a long sum": "{{ " + "1+" * 20_000 + "1 }}",
    "deep loops": "{% for a in messages %}" * 30 + "{% endfor %}" * 30,
    "a long number": "{{ " + "9" * 100_000 + " }}",
    "a long template": "x" * 10**7,
    "a template of many parts": "{{ a }}" * 28_000,
    "a division by zero": "{{ 1/0 }}",
    "a file": "{% include 'x' %}",
    "HTML without its comments": "{{ (('<!---->' * 100000) | safe).striptags() }}",
}


RENDER_ALL = """
import json, resource, sys
from llm_playground.errors import InvalidValue
from llm_playground.models.chat import render
unit = 1 if sys.platform == "darwin" else 1024
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
templates, answers = json.load(sys.stdin), {}
render([], "x")
before = used()
for name, template in templates.items():
    try: answers[name] = "rendered: " + render([{"role": "user", "content": "Why?"}], template)[:100]
    except InvalidValue as error: answers[name] = str(error)
json.dump({"answers": answers, "memory": used() - before}, sys.stdout)
"""


@pytest.fixture(scope="module")
def rendered() -> dict[str, Any]:
    """What each template without bounds is answered, in a process whose highest use of memory is theirs alone."""
    pytest.importorskip("resource")
    command = [sys.executable, "-c", RENDER_ALL]
    done = subprocess.run(command, input=json.dumps(RUNAWAYS), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("runaway", RUNAWAYS)
def test_a_template_without_bounds_ends_in_one_line(rendered: dict[str, Any], runaway: str) -> None:
    answer = rendered["answers"][runaway]
    assert "chat template" in answer
    assert len(answer) < 500
    assert answer.isprintable()


def test_templates_without_bounds_take_little_memory(rendered: dict[str, Any]) -> None:
    assert rendered["memory"] < 100e6


@pytest.mark.parametrize("text", ["one\ntwo\x1b[31m", "x" * 10_000])
def test_a_templates_own_refusal_is_one_printable_line(text: str) -> None:
    with pytest.raises(InvalidValue, match="chat template") as caught:
        render([{"role": "user", "content": text}], "{{ raise_exception(messages[0].content) }}")
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()


def test_work_is_counted_for_each_rendering_by_itself() -> None:
    """An allowance is neither shared by threads nor eaten up by renderings before."""
    busy = "{% for a in range(40000) %}{{ a }}{% endfor %}"
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(len(render(QUESTION, busy)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results += [len(render(QUESTION, busy)) for _ in range(8)]
    assert len(set(results)) == 1
    assert len(results) == 12


def test_every_filter_and_test_that_stays_can_be_called() -> None:
    """The charges must not change how a filter is called; most of them no chat template uses."""
    environment = MeteredEnvironment()
    shown = "{{ [3, 1, 2] | %s }}"
    needs = {"attr": "'x'", "batch": "2", "format": "", "groupby": "0", "map": "'string'", "replace": "'a', 'b'"}
    needs |= {"rejectattr": "'x'", "selectattr": "'x'", "slice": "2"}
    values = {"items": "{'a': 1}", "dictsort": "{'a': 1}", "abs": "-3", "round": "2.5", "format": "'%%'"}
    values |= {"groupby": "[[1], [2]]", "indent": "'text'"}
    with allowance_for(()):
        for name in [name for name in environment.filters if " " not in name]:
            text = (shown % f"{name}({needs.get(name, '')})").replace("[3, 1, 2]", values.get(name, "[3, 1, 2]"))
            environment.from_string(text).render()


def test_a_folder_path_is_not_needed(tmp_path: Path) -> None:
    """Templates cannot load others: there is nowhere to load them from."""
    (tmp_path / "other").write_text("secret")
    for form in ("{% include '%s' %}", "{% extends '%s' %}", "{% import '%s' as x %}"):
        with pytest.raises(InvalidValue, match="chat template"):
            render(QUESTION, form.replace("%s", str(tmp_path / "other")))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ raise_exception('No system role.') }}", "does not take these messages: No system role."),
        ("{{ messages[5].content }}", "breaks off with these messages (UndefinedError: "),
        ("{{ 1/0 }}", "breaks off with these messages (ZeroDivisionError: division by zero). Get the files"),
        ("{% for m in messages %}", "is not Jinja that can be read (line 1: "),
        ("{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}", "cannot be run: it is nested too deeply. Get the files"),
        ("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}", "is given up: it runs for"),
        ("x" * 300_000, "has 300,000 characters; at most 200,000 are read. Get the files"),
        ("\ufeff{{ messages[0].content }}", "begins with a byte order mark (U+FEFF)"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_template_that_fails_is_told_from_one_that_refuses(template: str, words: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        render(QUESTION, template)
    assert str(caught.value).startswith("The model's chat template " + words)
    assert str(caught.value).endswith(".")
