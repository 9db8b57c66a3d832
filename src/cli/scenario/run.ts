import type { Command } from '../../domain/subscription/commands.ts';
import type { Instant } from '../../domain/time/period.ts';
import type { Scenario, Step } from './input.ts';
import { BEGINNING, tell, tellEnd, type Line } from './lines.ts';
import type { Life, World } from './world.ts';

/** Leads a scripted life from its start to its end, and tells it line by line, in order of time. */
export async function* runScenario(world: World, scenario: Scenario): AsyncGenerator<Line> {
  const { id } = scenario;
  const life = await world.begin(scenario);
  let seq = 0;
  let standing = BEGINNING;
  const look = async (at: Instant, step: Step | null, refused: string | null): Promise<readonly Line[]> => {
    const since = await life.since(seq);
    seq = since.events.at(-1)?.seq ?? seq;
    const told = tell(id, standing, { at: at.toString(), step, refused, since });
    ({ standing } = told);
    return told.lines;
  };
  const pass = async function* (to: Instant): AsyncGenerator<Line> {
    for (let due = await life.nextDue(to); due !== null; due = await life.nextDue(to)) {
      await life.advance(due);
      yield* await look(due, null, null);
    }
    await life.advance(to);
  };
  yield* await look(scenario.start, null, null);
  if (scenario.card !== 'ok') await life.submit({ do: 'replace_card', card: await life.card(scenario.card) });
  for (const step of scenario.steps) {
    yield* pass(step.at);
    yield* await look(step.at, step, await life.submit(await commandOf(life, step)));
  }
  yield* pass(scenario.until);
  yield tellEnd(id, scenario.until.toString(), standing, await life.since(seq));
}

async function commandOf(life: Life, step: Step): Promise<Command> {
  switch (step.do) {
    case 'cancel':
    case 'keep':
    case 'pause':
    case 'resume':
      return { do: step.do };
    case 'changePlan':
      return { do: 'change_plan', plan: step.plan };
    case 'subscribe':
      return { do: 'subscribe', plan: step.plan };
    case 'topUp':
      return { do: 'top_up', credits: step.credits };
    case 'card':
      return { do: 'replace_card', card: await life.card(step.result) };
    case 'order':
      return placeOrder(life, step.leads);
  }
}

async function placeOrder(life: Life, leads: number): Promise<Command> {
  const { subscription } = await life.since(0);
  await life.offerLeads((subscription?.historySize ?? 0) + leads);
  const filter = { title: '', seniorities: [], industries: [], companySizes: [], countries: [] };
  return { do: 'place_order', filter, fields: ['business_email'], leads };
}
