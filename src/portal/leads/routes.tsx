import { Hono } from 'hono';
import { balance } from '../../domain/credits/lots.ts';
import { creditsPerLead } from '../../domain/orders/pricing.ts';
import { leadFacets, presentHistory, searchLeads } from '../../queries/leads.ts';
import type { LeadFacets, LeadSearch } from '../../queries/leads.ts';
import type { FormState } from '../../ui/components/index.ts';
import { orderFormTexts, searchTexts } from '../../ui/messages/leads.ts';
import { refusalSentence } from '../../ui/messages/refusals.ts';
import { mayChangeSubscription, memberOf } from '../context.ts';
import type { PortalContext, PortalEnv } from '../context.ts';
import { redirectWith } from '../flash.ts';
import { readForm, readQuery, typed } from '../forms.ts';
import { showPage } from '../page.tsx';
import { lockOf, showLocked } from './locked.tsx';
import { leadsProblem, orderSchema, readableChoice, searchHref, searchSchema, toChoice } from './search-form.ts';
import type { SearchChoice } from './search-form.ts';
import { SearchPage } from './search-page.tsx';

/** The lead search, and the order that comes from it. */
export const leadRoutes = new Hono<PortalEnv>();

leadRoutes.get('/', async (c) => {
  const facets = await leadFacets(c.get('app').db);
  const form = readQuery(c, searchSchema(facets));
  if (form.ok) return showSearch(c, facets, toChoice(form.value));
  return showSearch(c, facets, readableChoice(form, facets), form);
});

leadRoutes.post('/orders', async (c) => {
  const facets = await leadFacets(c.get('app').db);
  const form = readForm(c, orderSchema(facets));
  if (!form.ok) return showSearch(c, facets, readableChoice(form, facets), form);
  const choice = { ...toChoice(form.value), leads: form.value.leads };
  if (form.value.do === 'price') return c.redirect(searchHref(choice), 303);
  const cost = choice.leads * creditsPerLead(choice.fields);
  if (form.value.quoted !== undefined && form.value.quoted !== cost) return askAgain(c, facets, choice, cost);
  return placeOrder(c, facets, choice, form.key);
});

/** An order as it was asked for: what is searched, and how many of it. */
type OrderChoice = SearchChoice & { readonly leads: number };

/** The form was changed after its total was written: nothing is ordered for a total that nobody has read. */
async function askAgain(c: PortalContext, facets: LeadFacets, choice: OrderChoice, cost: number) {
  const { accountId } = memberOf(c);
  const [{ state }, { newToYou }] = await Promise.all([c.get('app').view(accountId), search(c, choice)]);
  const problem = leadsProblem(choice, newToYou, balance(state).available);
  if (problem !== null) return showSearch(c, facets, choice, { values: typed(c), errors: { leads: problem } });
  return redirectWith(c, searchHref(choice), 'info', orderFormTexts.totalChanged(choice.leads, cost));
}

async function placeOrder(c: PortalContext, facets: LeadFacets, choice: OrderChoice, key: string | undefined) {
  const actor = memberOf(c);
  const { filter, fields, leads } = choice;
  const command = { do: 'place_order', filter, fields, leads } as const;
  const answer = await c.get('app').perform(actor, actor.accountId, command, { idempotencyKey: key });
  if (answer.refusal?.code === 'insufficient_credits') {
    const problem = leadsProblem(choice, leads, balance(answer.state).available) ?? refusalSentence(answer.refusal);
    return showSearch(c, facets, choice, { values: typed(c), errors: { leads: problem } });
  }
  if (answer.refusal !== null) {
    return redirectWith(c, searchHref(choice), 'warning', refusalSentence(answer.refusal));
  }
  const order = answer.state.orders.at(-1);
  if (answer.replayed || order === undefined) {
    return redirectWith(c, '/orders', 'info', orderFormTexts.placedBefore);
  }
  const said = orderFormTexts.placed(leads, leads * creditsPerLead(fields));
  return redirectWith(c, `/orders/${order.id}`, 'success', said);
}

function search(c: PortalContext, choice: SearchChoice): Promise<LeadSearch> {
  return searchLeads(c.get('app').db, presentHistory(memberOf(c).accountId), choice.filter);
}

/** The page for a choice; without one, and with a form, the filters say what is wrong with them. */
async function showSearch(c: PortalContext, facets: LeadFacets, choice: SearchChoice | null, form?: FormState) {
  const asked = c.get('app').view(memberOf(c).accountId);
  const [view, found] = await Promise.all([asked, choice === null ? null : search(c, choice)]);
  const { state } = view;
  const lock = lockOf(state);
  if (lock !== null) return showLocked(c, view, lock);
  return showPage(
    c,
    { title: searchTexts.title, tool: 'search', status: form ? 422 : 200 },
    <SearchPage
      facets={facets}
      choice={choice}
      found={found}
      credits={balance(state)}
      mayBuy={mayChangeSubscription(memberOf(c))}
      form={form}
    />,
  );
}
