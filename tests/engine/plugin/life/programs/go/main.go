// Declares a share as declared.json describes it: one program for every step of the life. Where there is no such file,
// it is the program of examples/languages/go. It runs its stack itself, by the Automation API: a line "up", "refresh" or "destroy" on standard input is answered by lines of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	sharing "example.com/pulumi-cloudflare-sharing/sdk/go/cloudflaresharing"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type declaration struct {
	Provider struct{ APIToken, AccountID, BaseURL string }
	Args     struct {
		Name       string
		Recipients []struct{ RecipientAccountID *string }
		Resources  []struct {
			ResourceType, ResourceID string
			Meta                     any
		}
		RemovalLimit string
	}
	CustomTimeouts pulumi.CustomTimeouts
}

func program(ctx *pulumi.Context) error {
	text, err := os.ReadFile("declared.json")
	if errors.Is(err, os.ErrNotExist) {
		return share(ctx)
	}
	if err != nil {
		return err
	}
	var declared declaration
	if err := json.Unmarshal(text, &declared); err != nil {
		return err
	}
	owner, err := sharing.NewProvider(ctx, "owner", &sharing.ProviderArgs{
		ApiToken:  pulumi.String(declared.Provider.APIToken),
		AccountId: pulumi.String(declared.Provider.AccountID),
		BaseUrl:   pulumi.String(declared.Provider.BaseURL),
	})
	if err != nil {
		return err
	}
	recipients := sharing.RecipientArray{}
	for _, one := range declared.Args.Recipients {
		recipients = append(recipients, sharing.RecipientArgs{RecipientAccountId: pulumi.StringPtrFromPtr(one.RecipientAccountID)})
	}
	resources := sharing.SharedResourceArray{}
	for _, one := range declared.Args.Resources {
		resource := sharing.SharedResourceArgs{
			ResourceType: pulumi.String(one.ResourceType),
			ResourceId:   pulumi.String(one.ResourceID),
		}
		if one.Meta != nil {
			resource.Meta = pulumi.Any(one.Meta)
		}
		resources = append(resources, resource)
	}
	baseline, err := sharing.NewShare(ctx, "baseline", &sharing.ShareArgs{
		Name:         pulumi.String(declared.Args.Name),
		Recipients:   recipients,
		Resources:    resources,
		RemovalLimit: pulumi.String(declared.Args.RemovalLimit),
	}, pulumi.Provider(owner), pulumi.Timeouts(&declared.CustomTimeouts))
	if err != nil {
		return err
	}
	ctx.Export("status", baseline.Status)
	ctx.Export("targetType", baseline.TargetType)
	ctx.Export("associated", baseline.AssociatedRecipientCount)
	ctx.Export("firstAccount", baseline.RecipientStatuses.Index(pulumi.Int(0)).AccountId())
	return nil
}

// What a run tells: what it prints, an event of the engine's, or that it has ended.
type line struct {
	Output  string              `json:"output,omitempty"`
	Event   *events.EngineEvent `json:"event,omitempty"`
	Ended   bool                `json:"ended,omitempty"`
	Failure string              `json:"failure,omitempty"`
}

type teller func(line)

func (tell teller) Write(text []byte) (int, error) {
	tell(line{Output: string(text)})
	return len(text), nil
}

func run(ctx context.Context, stack auto.Stack, operation string, output io.Writer, to chan<- events.EngineEvent) error {
	var err error
	switch operation {
	case "up":
		_, err = stack.Up(ctx, optup.ProgressStreams(output), optup.ErrorProgressStreams(output), optup.EventStreams(to))
	case "refresh":
		_, err = stack.Refresh(ctx, optrefresh.ProgressStreams(output), optrefresh.ErrorProgressStreams(output), optrefresh.EventStreams(to))
	case "destroy":
		_, err = stack.Destroy(ctx, optdestroy.ProgressStreams(output), optdestroy.ErrorProgressStreams(output), optdestroy.EventStreams(to))
	}
	return err
}

func main() {
	ctx := context.Background()
	stack, err := auto.UpsertStackInlineSource(ctx, "test", "estate", program, auto.WorkDir("."))
	if err != nil {
		log.Fatal(err)
	}
	lines := make(chan line)
	go func() {
		answers := json.NewEncoder(os.Stdout)
		for one := range lines {
			if err := answers.Encode(one); err != nil {
				log.Fatal(err)
			}
		}
	}()
	tell := teller(func(one line) { lines <- one })
	asked := bufio.NewScanner(os.Stdin)
	for asked.Scan() {
		told := make(chan events.EngineEvent)
		all := make(chan struct{})
		go func() {
			defer close(all)
			for event := range told {
				tell(line{Event: &event})
			}
		}()
		err := run(ctx, stack, asked.Text(), tell, told)
		<-all
		if err != nil {
			tell(line{Ended: true, Failure: err.Error()})
		} else {
			tell(line{Ended: true})
		}
	}
}
