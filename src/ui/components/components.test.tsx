import type { JSX } from 'hono/jsx/jsx-runtime';
import { describe, expect, it } from 'vitest';
import { initialsOf } from '../../portal/shell.tsx';
import {
  Button,
  CheckboxGroup,
  Choices,
  Dialog,
  Field,
  Form,
  FormProblem,
  Live,
  Notification,
  Pagination,
  Progress,
  Select,
  Table,
} from './index.ts';

const write = async (node: JSX.Element) => (await node).toString();

describe('fields', () => {
  it('a field is named by its label and described by its hint and its error', async () => {
    const form = { values: { email: 'olivia' }, errors: { email: 'Wrong.' } };
    const html = await write(<Field label="E-mail" name="email" hint="Yours." form={form} />);
    expect(html).toContain('<label for="field-email">');
    expect(html).toContain('aria-describedby="field-email-hint field-email-error"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain('id="field-email-error"');
    expect(html).toContain('value="olivia"');
  });

  it('what was typed comes before what is stored', async () => {
    const form = { values: { name: '' }, errors: {} };
    expect(await write(<Field label="Name" name="name" form={form} value="Stored" />)).toContain('value=""');
    expect(await write(<Field label="Name" name="name" value="Stored" />)).toContain('value="Stored"');
  });

  it('secrets are never written into a page', async () => {
    const form = { values: { password: 'hunter2', card: '4242' }, errors: {} };
    expect(await write(<Field label="Password" name="password" type="password" form={form} />)).not.toContain(
      'hunter2',
    );
    expect(await write(<Field label="Card" name="card" secret form={form} />)).not.toContain('4242');
  });

  it('what was chosen stays chosen', async () => {
    const options = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ];
    const form = { values: { one: 'b', many: ['a'] }, errors: {} };
    expect(await write(<Select label="One" name="one" options={options} form={form} prompt="Choose" />)).toMatch(
      /<option value="b" selected="">/,
    );
    const group = await write(<CheckboxGroup label="Many" name="many" options={options} values={['b']} form={form} />);
    expect(group).toMatch(/value="a" checked=""/);
    expect(group).not.toMatch(/value="b" checked/);
    expect(group).toMatch(/<fieldset[^>]*><legend>Many/);
  });

  it('text from outside is escaped', async () => {
    const form = { values: { note: '"><script>' }, errors: { note: '<b>' } };
    expect(await write(<Field label="Note" name="note" form={form} />)).not.toMatch(/<script>|<b>/);
  });
});

describe('forms', () => {
  it('a post carries a token, and a key of its own where asked', async () => {
    const html = await write(<Form action="/x" keyed />);
    expect(html).toMatch(/name="_csrf"/);
    const other = await write(<Form action="/x" keyed />);
    expect(html).not.toBe(other);
  });

  it('a search carries neither', async () => {
    expect(await write(<Form action="/x" method="get" />)).not.toMatch(/_csrf|_key/);
  });

  it('says above the fields that nothing happened', async () => {
    expect(await write(<FormProblem form={{ values: {}, errors: { a: 'x' } }} />)).toContain('role="alert"');
    expect(await write(<>{<FormProblem form={{ values: {}, errors: {} }} />}</>)).toBe('');
  });
});

describe('choices', () => {
  it('differ in nothing but their words', async () => {
    const html = await write(
      <Choices
        options={[
          { label: 'One', wrap: (button) => <Form action="/x">{button}</Form> },
          { label: 'Other', href: '/y' },
        ]}
      />,
    );
    const looks = [...html.matchAll(/class="(button[^"]*)"/g)].map((match) => match[1]);
    expect(looks).toHaveLength(2);
    expect(new Set(looks).size).toBe(1);
  });
});

describe('parts of a page', () => {
  it('a dialog has a name, is open without a script, and knows its way back', async () => {
    const html = await write(<Dialog id="end" title="Really?" back="/back" footer={<Button>Yes</Button>} />);
    expect(html).toMatch(/<dialog open="" id="end" aria-labelledby="end-title"/);
    expect(html).toContain('data-back="/back"');
  });

  it('a table names its rows and can be scrolled by keyboard', async () => {
    const columns = [
      { title: 'Name', cell: (row: string) => row },
      { title: 'Price', cell: () => '$1.00', figure: true },
    ];
    const html = await write(<Table caption="Things" rows={['a']} columns={columns} />);
    expect(html).toMatch(/tabindex="0"/);
    expect(html).toContain('<th role="rowheader" scope="row" class="">a</th>');
    expect(html).toContain('<td role="cell" class="figure">$1.00</td>');
  });

  it('what just happened is announced, what stands there is not', async () => {
    expect(await write(<Notification live>Saved</Notification>)).toContain('role="status"');
    expect(await write(<Notification>Note</Notification>)).toContain('role="note"');
  });

  it('a bar of progress has a name and words', async () => {
    const html = await write(<Progress label="Delivered" value={3} max={10} text="3 of 10" />);
    expect(html).toContain('<label for="progress-delivered">Delivered</label>');
    expect(html).toContain('<progress id="progress-delivered" value="3" max="10">3 of 10</progress>');
  });

  it('a part that waits for nothing more asks no more', async () => {
    expect(await write(<Live id="a" seconds={2} />)).toContain('data-refresh-seconds="2"');
    expect(await write(<Live id="a" seconds={null} />)).not.toContain('data-refresh-seconds');
  });

  it('one page needs no pages', async () => {
    expect(await write(<>{<Pagination page={1} pages={1} href={String} />}</>)).toBe('');
    expect(await write(<>{<Pagination page={2} pages={3} href={(n) => `/x?page=${n}`} />}</>)).toContain('/x?page=3');
  });
});

describe('initials', () => {
  it.each([
    ['Olivia Ortega', 'OO'],
    ['Ana María de la Cruz', 'AC'],
    ['Björk', 'BJ'],
    ['  jean-luc picard ', 'JP'],
    ['李 小龙', '李小'],
    ['', '?'],
  ])('%s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
